package import Store

/// A store in a PostgreSQL database: a few connections, each on a thread of its own, and one that listens.
///
/// Writes run at READ COMMITTED, so two of them may run at once: lock the rows that a decision rests on (`{lock}`,
/// `{claim}`) or let a unique key decide. Reads see one snapshot. A transaction that the server breaks off for the sake of
/// another one is run again.
package final class PostgresDatabase: SQLDatabase {
    package let location: String
    private let pool: PostgresPool
    private let hub: WakeHub
    private let gate: AccessGate
    private let listener: PostgresListener
    private let sender: WakeSender

    package var dialect: SQLDialect { .postgres }

    private init(_ address: PostgresAddress, _ options: PostgresOptions) {
        location = address.location
        hub = WakeHub()
        gate = AccessGate(location: address.location)
        pool = PostgresPool(address: address, options: options, gate: gate)
        listener = PostgresListener(address: address, options: options, hub: hub)
        sender = WakeSender(listener)
    }

    /// Connects once, to tell at once what is wrong.
    ///
    /// - Parameters:
    ///   - url: `postgres://…`; it may hold a password, and is shown nowhere.
    ///   - options: how the server is used.
    /// - Returns: the database, which connects anew by itself when it has to.
    /// - Throws: a ``StoreFailure`` that says what to do.
    package static func open(url: String, options: PostgresOptions = PostgresOptions()) async throws -> PostgresDatabase
    {
        let database = PostgresDatabase(try PostgresAddress(url: url), options)
        try await database.pool.withWorker { try await $0.connect() }
        return database
    }

    @discardableResult
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLReader) throws -> Value
    ) async throws -> Value {
        try gate.enter()
        defer { gate.leave() }
        return try await pool.withWorker { try await $0.read(body) }
    }

    @discardableResult
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (SQLTransaction) throws -> Value
    ) async throws -> Value {
        try gate.enter()
        defer { gate.leave() }
        let written = try await pool.withWorker { try await $0.write(body) }
        if !written.channels.isEmpty {
            hub.wake(written.channels)
            sender.send(written.channels)
        }
        return written.value
    }

    package func wakes(on channel: String) async -> AsyncStream<Void> {
        let wakes = hub.wakes(on: channel)
        await listener.listen()
        return wakes
    }

    package func close() async {
        guard await gate.close() else { return }
        await sender.drain()
        await listener.close()
        hub.close()
        await pool.close()
    }
}
