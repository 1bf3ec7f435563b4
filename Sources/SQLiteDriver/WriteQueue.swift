import GRDB
import Store
import Synchronization

/// The one line of writes: whoever waits when a commit has ended shares the next one.
final class WriteQueue: Sendable {
    private struct State {
        var waiting: [WriteJob] = []
        var isDraining = false
    }

    private let pool: DatabasePool
    private let connections: SQLiteConnections
    private let hub: WakeHub
    private let limit: Int
    private let state = Mutex(State())

    init(pool: DatabasePool, connections: SQLiteConnections, hub: WakeHub, limit: Int) {
        self.pool = pool
        self.connections = connections
        self.hub = hub
        self.limit = max(1, limit)
    }

    func submit(_ job: WriteJob) {
        let starts = state.withLock { state in
            state.waiting.append(job)
            defer { state.isDraining = true }
            return !state.isDraining
        }
        if starts { begin() }
    }

    /// How many commits may follow each other before others have a turn on the connection, such as ``ForeignWrites``.
    private static let mostInTurn = 16

    private func begin() {
        pool.asyncWriteWithoutTransaction { [self] database in drain(on: connections.connection(database)) }
    }

    private func drain(on connection: SQLiteConnection) {
        for _ in 1...Self.mostInTurn {
            guard let jobs = take() else { return }
            WriteBatch(jobs: jobs, connection: connection, hub: hub).commit()
        }
        begin()
    }

    private func take() -> [WriteJob]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isDraining = false
                return nil
            }
            defer { state.waiting.removeFirst(min(limit, state.waiting.count)) }
            return Array(state.waiting.prefix(limit))
        }
    }
}
