/// A database that the store is kept in: SQLite or PostgreSQL, behind one face.
///
/// ```swift
/// let id: Int64 = try await database.write { transaction in
///     let row = try transaction.one("INSERT INTO run (state) VALUES ($1) RETURNING id", ["available"])
///     transaction.wake("runs")
///     return try row["id"]
/// }
/// ```
///
/// A transaction is a synchronous closure that runs on the driver's own thread, so nothing awaits inside. What it
/// throws rolls it back. Keep closures short: on SQLite all writes stand in one line.
///
/// Cancelling the task ends neither a read nor a write, so a `write` that throws nothing is on the disk and
/// one that throws has left nothing; the only exception is ``StoreFailure/Kind/commitUnknown``.
package protocol SQLDatabase: Sendable {
    /// Which of the two it is.
    var dialect: SQLDialect { get }

    /// Where it is, as messages say it: a file's path, or a server and a database, never a password.
    var location: String { get }

    /// Runs the closure on a snapshot: it sees what was committed when it began, and nothing later.
    ///
    /// A statement that writes is refused as ``StoreFailure/Kind/misuse``. The closure may run again after a
    /// connection was lost.
    @discardableResult
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLReader) throws -> Value
    ) async throws -> Value

    /// Runs the closure in a transaction and returns after its commit is on the disk.
    ///
    /// **The closure may run more than once**: after a serialisation failure or a deadlock (PostgreSQL), and where a
    /// commit that it shared with others failed (SQLite). Only its last run counts, so it must have no effect but on the
    /// transaction and its own value.
    @discardableResult
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (SQLTransaction) throws -> Value
    ) async throws -> Value

    /// Tells, from now on, that a committed transaction woke the channel.
    ///
    /// Wakes that nobody has taken yet become one. A wake is only a hint to look into the tables: it can be lost (with
    /// a connection, or between the commit and a crash), so look from time to time without one. On PostgreSQL wakes
    /// of other processes arrive too, on SQLite only those of this process. Ends when the database is closed.
    func wakes(on channel: String) async -> AsyncStream<Void>

    /// Lets what runs end, refuses what comes after as ``StoreFailure/Kind/closed``, and closes every connection.
    func close() async
}
