/// One transaction under way, good only within the closure that it was given to.
///
/// A statement that fails spoils the transaction, on both databases: every later statement is refused, and the
/// whole is rolled back even when the closure catches the error. Where a failure is to be survived, say `ON CONFLICT`
/// or use ``savepoint(_:)``.
package final class SQLTransaction: SQLReader {
    private let connection: any SQLConnection
    private let mayWrite: Bool
    private var ended = false
    private var depth = 0
    private var failure: StoreFailure?
    private var channels: Set<String> = []

    init(_ connection: any SQLConnection, mayWrite: Bool) {
        self.connection = connection
        self.mayWrite = mayWrite
    }

    package var dialect: SQLDialect { connection.dialect }

    /// Runs a statement and answers how many rows it inserted, changed or deleted.
    @discardableResult
    package func execute(_ sql: SQL, _ values: [SQLValue] = []) throws -> Int {
        try spoiling { () throws(StoreFailure) in try connection.run(sql, values) }
    }

    /// Runs a statement once for each set of values and answers how many rows that touched in all.
    ///
    /// On PostgreSQL the sets travel together, so this beats a loop. Rows it answers (`RETURNING`) are dropped.
    @discardableResult
    package func execute(_ sql: SQL, rows: [[SQLValue]]) throws -> Int {
        try spoiling { () throws(StoreFailure) in try connection.run(sql, rows: rows) }
    }

    /// Runs an insertion into a table with an `{id}` once for each set of values; answers the number of each new row, nil for
    /// one that the statement left out (`ON CONFLICT DO NOTHING`).
    ///
    /// It says no `RETURNING`: for that, SQLite keeps a copy of every page that each row touches.
    package func insert(_ sql: SQL, rows: [[SQLValue]]) throws -> [Int64?] {
        try spoiling { () throws(StoreFailure) in try connection.insert(sql, rows: rows) }
    }

    package func query(_ sql: SQL, _ values: [SQLValue]) throws -> [SQLRow] {
        try spoiling { () throws(StoreFailure) in try connection.query(sql, values) }
    }

    package func forEach(_ sql: SQL, _ values: [SQLValue], _ body: (SQLRow) throws -> Bool) throws {
        var thrown: (any Error)?
        try spoiling { () throws(StoreFailure) in
            try connection.scan(sql, values) { row in
                do {
                    return try body(row)
                } catch {
                    thrown = error
                    return false
                }
            }
        }
        if let thrown { throw thrown }
    }

    /// Runs the closure so that its failure undoes only what it did, and the transaction can go on.
    ///
    /// Wakes that it asked for stay: one too many does no harm.
    package func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
        let name = "usher_\(depth)"
        try spoiling { () throws(StoreFailure) in try connection.control("SAVEPOINT \(name)") }
        depth += 1
        defer { depth -= 1 }
        do {
            let value = try body()
            try spoiling { () throws(StoreFailure) in try connection.control("RELEASE SAVEPOINT \(name)") }
            return value
        } catch {
            // A database that has rolled back the whole transaction has no savepoint to return to.
            if !ended, connection.isInTransaction {
                failure = nil
                try spoiling { () throws(StoreFailure) in
                    try connection.control("ROLLBACK TO SAVEPOINT \(name)")
                    try connection.control("RELEASE SAVEPOINT \(name)")
                }
            }
            throw error
        }
    }

    /// Wakes the channel's listeners once the transaction is committed.
    package func wake(_ channel: String) {
        channels.insert(channel)
    }

    private func spoiling<Value>(_ work: () throws(StoreFailure) -> Value) throws(StoreFailure) -> Value {
        if ended { throw .transactionEnded() }
        if let failure { throw .transactionSpoilt(by: failure) }
        do throws(StoreFailure) {
            return try work()
        } catch {
            let failure = mayWrite ? error : error.asReader
            self.failure = failure
            throw failure
        }
    }
}

// What a driver calls.
extension SQLTransaction {
    /// What a closure came to, before its commit.
    package struct Outcome<Value> {
        /// What the closure returned.
        package var value: Value
        /// The channels to wake once that is committed.
        package var channels: Set<String>
    }

    /// Runs a closure on a connection that stands in a transaction; the driver commits when this returns.
    ///
    /// - Throws: what the closure threw; else the statement's failure that it swallowed.
    package static func perform<Value>(
        on connection: any SQLConnection,
        _ body: (SQLTransaction) throws -> Value
    ) throws -> Outcome<Value> {
        let transaction = SQLTransaction(connection, mayWrite: true)
        defer { transaction.ended = true }
        let value = try body(transaction)
        if let failure = transaction.failure { throw failure }
        return Outcome(value: value, channels: transaction.channels)
    }

    /// Runs a closure that only reads on a connection that stands in a transaction.
    package static func performReading<Value>(
        on connection: any SQLConnection,
        _ body: (any SQLReader) throws -> Value
    ) throws -> Value {
        let transaction = SQLTransaction(connection, mayWrite: false)
        defer { transaction.ended = true }
        let value = try body(transaction)
        if let failure = transaction.failure { throw failure }
        return value
    }
}

/// A transaction is bound to its connection's thread.
@available(*, unavailable)
extension SQLTransaction: Sendable {}
