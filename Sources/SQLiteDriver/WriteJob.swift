import Store

/// One caller's write in the line.
struct WriteJob: Sendable {
    /// A write whose closure has run and whose commit is still to come.
    struct Done {
        /// The channels to wake once it is committed.
        var channels: Set<String>
        /// Tells the caller.
        var finish: @Sendable () -> Void
    }

    /// Runs the closure; may run again where the commit fails.
    let run: @Sendable (SQLiteConnection) throws -> Done
    /// Tells the caller that nothing was written.
    let fail: @Sendable (any Error) -> Void

    init<Value: Sendable>(
        _ body: @escaping @Sendable (SQLTransaction) throws -> Value,
        _ continuation: CheckedContinuation<Value, any Error>
    ) {
        run = { connection in
            let outcome = try SQLTransaction.perform(on: connection, body)
            let value = outcome.value
            return Done(channels: outcome.channels) { continuation.resume(returning: value) }
        }
        fail = { continuation.resume(throwing: $0) }
    }
}
