import PluginHost
import Store
import Synchronization
import Testing
import TicketModel

@testable import Engine

/// The database as a process sees it that can end at any moment: from then on nothing of it reaches the store.
private final class MortalDatabase: SQLDatabase {
    struct Gone: Error {}

    private let inner: any SQLDatabase
    private let isGone = Mutex(false)

    init(_ inner: any SQLDatabase) {
        self.inner = inner
    }

    func die() {
        isGone.withLock { $0 = true }
    }

    var dialect: SQLDialect { inner.dialect }
    var location: String { inner.location }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLReader) throws -> Value) async throws -> Value {
        try check()
        return try await inner.read(body)
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (SQLTransaction) throws -> Value) async throws -> Value {
        try check()
        return try await inner.write { transaction in
            let value = try body(transaction)
            try self.check()
            return value
        }
    }

    func wakes(on channel: String) async -> AsyncStream<Void> { await inner.wakes(on: channel) }

    func close() async {}

    private func check() throws {
        if isGone.withLock({ $0 }) { throw Gone() }
    }
}

/// What a run that ends its process does to the runs beside it.
struct TakeoverTests {
    private static let tickets = 40

    @Test(arguments: [1, 20, tickets])
    func `a run that ends every process is given up, and none of those beside it`(poison: Int) async throws {
        try await RunsWorld.with { world in
            let process = Mutex(MortalDatabase(world.database))
            let automation = MemoryAutomation([.on(.ticketCreated)]) { handler, _ in
                if handler.ticket?.id == .portal(poison) { process.withLock { $0.die() } }
                return .asking(handler.ticket?.id, .note("seen"))
            }
            try await world.take((1...Int64(Self.tickets)).map { .sample($0) }, automation)
            var deaths = 0
            for number in 1...20 {
                let database = MortalDatabase(world.database)
                process.withLock { $0 = database }
                let worker = world.worker([automation], owner: "process \(number)", database: database)
                let tally = try? await worker.drain()
                if tally?.lost != 0 { deaths += 1 }
                world.time.pass(.seconds(21))
            }
            let runs = try await world.runs()
            #expect(runs.filter { $0.state == .quarantined }.map(\.ticket) == [.portal(poison)])
            #expect(runs.count { $0.state == .done } == Self.tickets - 1)
            #expect(deaths == RunBackoff().attempts)
            let effects = try await world.effects()
            #expect(effects.count == Self.tickets - 1)
        }
    }
}
