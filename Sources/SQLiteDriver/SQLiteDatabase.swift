import GRDB
package import Store

/// A store in one SQLite file: a line of writes that share their commits, and reads beside it.
///
/// The file is in WAL mode with `synchronous=FULL`: a `write` that returned survives a loss of power. Writes that wait
/// at the same time go into one SQLite transaction, each in a savepoint, so many small ones cost one fsync.
package final class SQLiteDatabase: SQLDatabase {
    package let location: String
    private let pool: DatabasePool
    private let connections: SQLiteConnections
    private let writes: WriteQueue
    private let hub = WakeHub()
    private let foreign: ForeignWrites
    private let gate: AccessGate

    package var dialect: SQLDialect { .sqlite }

    init(path: String, pool: DatabasePool, options: SQLiteOptions) {
        location = path
        self.pool = pool
        connections = SQLiteConnections(location: path, patience: options.patience)
        writes = WriteQueue(pool: pool, connections: connections, hub: hub, limit: options.batch)
        foreign = ForeignWrites(pool: pool, connections: connections, hub: hub, interval: options.lookout)
        gate = AccessGate(location: path)
    }

    @discardableResult
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLReader) throws -> Value
    ) async throws -> Value {
        try gate.enter()
        defer { gate.leave() }
        let connections = connections
        return try await withCheckedThrowingContinuation { continuation in
            pool.asyncRead { access in
                continuation.resume(
                    with: Result {
                        let database = try connections.wording { try access.get() }
                        return try SQLTransaction.performReading(on: connections.connection(database), body)
                    }
                )
            }
        }
    }

    @discardableResult
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (SQLTransaction) throws -> Value
    ) async throws -> Value {
        try gate.enter()
        defer { gate.leave() }
        return try await withCheckedThrowingContinuation { continuation in
            writes.submit(WriteJob(body, continuation))
        }
    }

    package func wakes(on channel: String) async -> AsyncStream<Void> {
        let wakes = hub.wakes(on: channel)
        if (try? gate.enter()) != nil {
            await foreign.begin()
            gate.leave()
        }
        return wakes
    }

    package func close() async {
        guard await gate.close() else { return }
        await foreign.end()
        hub.close()
        // A connection does not close while a statement of it is there.
        connections.forgetStatements()
        _ = await Self.blocking { [pool] in
            // Readers close last and cannot put the log into the file; where somebody else reads it, it stays for them.
            _ = try? pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA busy_timeout = 0")
                try database.checkpoint(.truncate)
            }
            // It fails only where a statement is left, and then the end of the pool closes.
            try pool.close()
        }
    }
}
