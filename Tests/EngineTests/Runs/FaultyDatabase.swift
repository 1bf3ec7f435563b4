import Store
import Synchronization
import TicketModel

/// A database that fails every n-th call: before the call, or after its commit, as when the connection went then.
final class FaultyDatabase: SQLDatabase {
    struct Fault: Error, CustomStringConvertible {
        let description = "The injected failure"
    }

    enum Moment: CaseIterable, Sendable {
        case before
        case afterCommit
    }

    private let inner: any SQLDatabase
    private let every: Int
    private let moment: Moment
    private let calls = Mutex(0)

    init(_ inner: any SQLDatabase, every: Int, _ moment: Moment) {
        self.inner = inner
        self.every = every
        self.moment = moment
    }

    /// How many calls there were.
    var count: Int { calls.withLock { $0 } }

    var dialect: SQLDialect { inner.dialect }
    var location: String { inner.location }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLReader) throws -> Value) async throws -> Value {
        guard !fails() else { throw Fault() }
        return try await inner.read(body)
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (SQLTransaction) throws -> Value) async throws -> Value {
        guard fails() else { return try await inner.write(body) }
        if moment == .afterCommit { _ = try await inner.write(body) }
        throw Fault()
    }

    func wakes(on channel: String) async -> AsyncStream<Void> { await inner.wakes(on: channel) }

    func close() async {}

    private func fails() -> Bool {
        calls.withLock { calls in
            calls += 1
            return calls % every == 0
        }
    }
}
