import Store

/// One connection on a thread of its own; whoever has it from the pool has it alone.
actor PostgresWorker {
    private let executor: QueueExecutor
    private let address: PostgresAddress
    private let options: PostgresOptions
    private let gate: AccessGate
    private var connection: PostgresConnection?

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(number: Int, address: PostgresAddress, options: PostgresOptions, gate: AccessGate) {
        executor = QueueExecutor(label: "usher.postgres.\(number)")
        self.address = address
        self.options = options
        self.gate = gate
    }

    /// What a write came to, once it is committed.
    struct Written<Value: Sendable>: Sendable {
        var value: Value
        var channels: Set<String>
    }

    func write<Value: Sendable>(
        _ body: @Sendable (SQLTransaction) throws -> Value
    ) async throws -> Written<Value> {
        try await transaction("BEGIN ISOLATION LEVEL READ COMMITTED") { connection in
            let outcome = try SQLTransaction.perform(on: connection, body)
            try connection.commit()
            return Written(value: outcome.value, channels: outcome.channels)
        }
    }

    func read<Value: Sendable>(_ body: @Sendable (any SQLReader) throws -> Value) async throws -> Value {
        try await transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") { connection in
            let value = try SQLTransaction.performReading(on: connection, body)
            try connection.commit()
            return value
        }
    }

    /// Connects where it is not; one that opens the database wants to know at once.
    func connect() throws {
        if connection == nil { connection = try open() }
    }

    func close() {
        connection = nil
    }

    private func transaction<Value: Sendable>(
        _ begin: String,
        _ work: (PostgresConnection) throws -> Value
    ) async throws -> Value {
        var attempt = 1
        while true {
            let connection = try await begun(begin)
            do {
                return try work(connection)
            } catch {
                let isBrokenOff = connection.isBrokenOff
                connection.rollBack()
                if !connection.link.isAlive || connection.isInTransaction { self.connection = nil }
                guard isBrokenOff else { throw error }
                guard attempt < options.attempts else {
                    throw StoreFailure.contended(address.location, attempts: attempt, code: connection.lastCode)
                }
            }
            try await options.clock.sleep(for: .milliseconds(5 << attempt) * Double.random(in: 0.5...1.5))
            attempt += 1
        }
    }

    /// A connection that stands in a new transaction; one that was lost while it rested is replaced.
    private func begun(_ begin: String) async throws -> PostgresConnection {
        if let connection {
            do {
                try connection.begin(begin)
                return connection
            } catch {
                self.connection = nil
                guard error.kind == .connectionLost else { throw error }
            }
        }
        let connection = try await reconnected()
        try connection.begin(begin)
        return connection
    }

    private func reconnected() async throws -> PostgresConnection {
        var waits = options.backoff[...]
        while true {
            do {
                let connection = try open()
                self.connection = connection
                return connection
            } catch {
                guard error.kind == .connectionLost, !gate.isClosed, let wait = waits.popFirst() else { throw error }
                try await options.clock.sleep(for: wait)
            }
        }
    }

    private func open() throws(StoreFailure) -> PostgresConnection {
        PostgresConnection(try PostgresLink(address, patience: options.patience))
    }
}
