import PluginHost
import Store
import Synchronization
import Testing
import TicketModel

@testable import Engine

/// A provider whose n-th request fails: without effect, or after it took place; its tickets count what landed.
private final class FaultyDesk: Sendable {
    private struct State {
        var threads: [TicketID: [Message]] = [:]
        var closed: [TicketID: Int] = [:]
        var calls = 0
        var isHealed = false
    }

    private let state = Mutex(State())
    private let every: Int

    init(every: Int) {
        self.every = every
    }

    var threads: [TicketID: [Message]] { state.withLock(\.threads) }
    var closed: [TicketID: Int] { state.withLock(\.closed) }
    var calls: Int { state.withLock(\.calls) }

    /// From now on every request gets through.
    func heal() {
        state.withLock { $0.isHealed = true }
    }

    func request<Value: Sendable>(
        writes: Bool,
        at time: Timestamp,
        _ work: (inout [TicketID: [Message]], inout [TicketID: Int], Int) -> Value
    ) throws(TicketFailure) -> Value {
        try state.withLock { state throws(TicketFailure) in
            state.calls += 1
            guard state.calls % every == 0, !state.isHealed else {
                return work(&state.threads, &state.closed, state.calls)
            }
            guard writes else { throw .sample(.transient) }
            // Every other write that fails has landed nevertheless.
            if state.calls / every % 2 == 0 { _ = work(&state.threads, &state.closed, state.calls) }
            throw .sample(.unknownOutcome)
        }
    }
}

private struct FaultyConnector: TicketConnector {
    let desk: FaultyDesk
    let now: @Sendable () -> Timestamp
    let connection = "portal"
    let provider = "acme"
    let capabilities = MemoryConnector.everything

    private func row(_ id: TicketID, isClosed: Bool) -> Ticket {
        var ticket = Ticket(id: id, provider: provider)
        ticket.status = isClosed ? .closed : .open
        return ticket
    }

    func page(_ filter: TicketFilter, at cursor: PageCursor?) async throws(TicketFailure) -> TicketPage {
        TicketPage(tickets: [])
    }

    func get(_ id: String) async throws(TicketFailure) -> TicketWithMessages {
        let id = TicketID(connection: connection, id: id)
        return try desk.request(writes: false, at: now()) { threads, closed, _ in
            TicketWithMessages(ticket: row(id, isClosed: closed[id] != nil), messages: threads[id] ?? [])
        }
    }

    func messages(of ticket: Ticket) async throws(TicketFailure) -> [Message] {
        try desk.request(writes: false, at: now()) { threads, _, _ in threads[ticket.id] ?? [] }
    }

    func write(_ effect: Effect, to ticket: Ticket?, key: String) async throws(TicketFailure) -> WriteOutcome {
        let id = effect.ticket ?? .portal(0)
        let time = now()
        return try desk.request(writes: true, at: time) { threads, closed, number in
            switch effect.action {
            case .reply(let text, _):
                let author = MessageAuthor(kind: .agent)
                let message = Message(
                    id: "m\(number)",
                    author: author,
                    visibility: .public,
                    body: text,
                    createdAt: .value(time)
                )
                threads[id, default: []].append(message)
                return WriteOutcome(id: message.id)
            default:
                closed[id, default: 0] += 1
                return WriteOutcome()
            }
        }
    }

    func landed(
        _ effect: Effect,
        on ticket: Ticket?,
        key: String,
        sentAt: Timestamp
    ) async throws(TicketFailure) -> Bool? { nil }

    func check() async throws(TicketFailure) {}
}

/// Every n-th call of the store or of the provider fails, n = 1, 2, 3, …, until a whole run meets no failure.
struct InjectedFailureTests {
    private static let tickets = 3

    private var automation: MemoryAutomation {
        MemoryAutomation([.on(.ticketCreated)]) { handler, _ in
            .asking(
                handler.ticket?.id,
                .reply("This is the answer to \(handler.ticket?.id.id ?? "nobody")."),
                .setStatus(.normalised(.closed))
            )
        }
    }

    /// Works for so many rounds, each a process of its own, half a minute apart.
    private func work(_ world: RunsWorld, _ desk: FaultyDesk, _ database: any SQLDatabase, rounds: Int) async {
        for round in 0..<rounds {
            let owner = "process \(round)"
            let connector = FaultyConnector(desk: desk) { [time = world.time] in time.now }
            _ = try? await world.worker(
                [automation],
                [connector],
                owner: owner,
                backoff: RunBackoff(attempts: 50),
                database: database
            ).drain()
            _ = try? await world.relay([connector], owner: owner, database: database).drain()
            world.time.pass(.seconds(31))
        }
    }

    private func expectAnsweredOnce(_ world: RunsWorld, _ desk: FaultyDesk, _ comment: Comment) async throws {
        for id in 1...Self.tickets {
            #expect(desk.threads[.portal(id)]?.count == 1, comment)
            #expect(desk.closed[.portal(id)] != nil, comment)
        }
        let runs = try await world.runs()
        #expect(runs.map(\.state) == Array(repeating: .done, count: Self.tickets), comment)
        let effects = try await world.effects()
        #expect(effects.allSatisfy { $0.state == .delivered || $0.state == .noChange }, comment)
        #expect(effects.count == 2 * Self.tickets, comment)
    }

    @Test(arguments: FaultyDatabase.Moment.allCases, TestDatabase.available)
    func `whichever call of the store fails, each ticket is answered once`(
        moment: FaultyDatabase.Moment,
        kind: TestDatabase
    ) async throws {
        var every = 1
        while true {
            var wasSpared = false
            try await RunsWorld.with(kind) { world in
                try await world.take((1...Int64(Self.tickets)).map { .sample($0) }, automation)
                let desk = FaultyDesk(every: .max)
                let database = FaultyDatabase(world.database, every: every, moment)
                await work(world, desk, database, rounds: 3)
                wasSpared = database.count < every
                await work(world, desk, world.database, rounds: 9)
                try await expectAnsweredOnce(world, desk, "every \(every). call fails \(moment)")
            }
            if wasSpared { break }
            every += 1
        }
        #expect(every > 10)
    }

    @Test(arguments: TestDatabase.available)
    func `whichever request fails, landed or not, each ticket is answered once`(kind: TestDatabase) async throws {
        var every = 1
        while true {
            var wasSpared = false
            try await RunsWorld.with(kind) { world in
                try await world.take((1...Int64(Self.tickets)).map { .sample($0) }, automation)
                let desk = FaultyDesk(every: every)
                await work(world, desk, world.database, rounds: 30)
                wasSpared = desk.calls < every
                // Where every request fails, or a read and a write in turn, nothing gets through before that ends.
                desk.heal()
                await work(world, desk, world.database, rounds: 12)
                try await expectAnsweredOnce(world, desk, "every \(every). request fails")
            }
            if wasSpared { break }
            every += 1
        }
        #expect(every > 5)
    }
}
