import GRDB
import Store
import Synchronization

/// Wakes everybody where another process has written: SQLite tells nobody of it, so it is asked now and then.
final class ForeignWrites: Sendable {
    private struct State {
        /// What the writer's connection said last; it is another one once somebody else has committed.
        var version: Int64?
        var looking: Task<Void, Never>?
    }

    private let pool: DatabasePool
    private let connections: SQLiteConnections
    private let hub: WakeHub
    private let interval: Duration
    private let state = Mutex(State())

    init(pool: DatabasePool, connections: SQLiteConnections, hub: WakeHub, interval: Duration) {
        self.pool = pool
        self.connections = connections
        self.hub = hub
        self.interval = interval
    }

    /// Looks from now on until the end; what is written after this returns is noticed.
    func begin() async {
        // Several may begin at the same moment.
        if state.withLock({ $0.version == nil }), await look() { hub.wakeAll() }
        state.withLock { state in
            guard state.looking == nil else { return }
            state.looking = Task { [weak self, interval] in
                while (try? await Task.sleep(for: interval, tolerance: interval / 4)) != nil {
                    guard let self else { return }
                    if await look() { hub.wakeAll() }
                }
            }
        }
    }

    /// Returns when nothing looks any more.
    func end() async {
        let looking = state.withLock(\.looking)
        looking?.cancel()
        await looking?.value
    }

    /// Whether another process has written since the last look; also where that can't be told.
    func look() async -> Bool {
        let version: Int64? = await withCheckedContinuation { continuation in
            // The writer's own commits leave its number as it is; the readers of this process commit nothing.
            pool.asyncWriteWithoutTransaction { [connections] database in
                let row = try? connections.connection(database).query("PRAGMA data_version", []).first
                continuation.resume(returning: try? row?[0])
            }
        }
        return state.withLock { state in
            guard let version else { return true }
            defer { state.version = version }
            return state.version.map { $0 != version } ?? false
        }
    }
}
