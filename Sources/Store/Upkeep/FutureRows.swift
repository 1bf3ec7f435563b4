package import TicketModel

/// What was written while the clock was ahead, and would wait until it gets there again.
package enum FutureRows {
    /// No lease and no pause between two attempts is worth more than this where the clock was set meanwhile.
    static let longestWait = TimeSpan.minutes(1)

    /// Whether something was written at a time that is still to come, and by more than a correction of the clock.
    package static func exist(now: Timestamp, in reader: any SQLReader) throws -> Bool {
        let latest = try reader.first("SELECT created_at FROM run ORDER BY id DESC LIMIT 1").map {
            try $0["created_at"] as Timestamp
        }
        return latest.map { $0 - now > longestWait } ?? false
    }

    /// Moves open rows that were made in the future to the present, with all that they wait for, and shortens the other waits.
    ///
    /// Nothing is lost by that but time: what is tried too early is put off again.
    package static func pullBack(now: Timestamp, in transaction: SQLTransaction) throws {
        let values: [SQLValue] = [.value(now)]
        let limits: [SQLValue] = [.value(now + longestWait)]
        try transaction.execute(
            """
            UPDATE run SET due_at = due_at - (created_at - $1), created_at = $1
            WHERE state IN ('available', 'retrying') AND created_at > $1
            """,
            values
        )
        try transaction.execute("UPDATE run SET due_at = $1 WHERE state = 'retrying' AND due_at > $1", limits)
        try transaction.execute("UPDATE run SET lease_until = $1 WHERE state = 'running' AND lease_until > $1", limits)
        try transaction.execute(
            """
            UPDATE effect SET not_before = not_before - (created_at - $1), expires_at = expires_at - (created_at - $1),
                created_at = $1
            WHERE state IN ('pending', 'sending', 'unknown', 'held') AND created_at > $1
            """,
            values
        )
        try transaction.execute("UPDATE effect SET lost_at = $1 WHERE state = 'unknown' AND lost_at > $1", values)
        try transaction.execute(
            "UPDATE effect SET not_before = $1 WHERE state IN ('pending', 'unknown') AND not_before > $1",
            limits
        )
        try transaction.execute(
            "UPDATE effect SET lease_until = $1 WHERE state = 'sending' AND lease_until > $1",
            limits
        )
        try transaction.execute("UPDATE lease SET until = $1 WHERE until > $1", limits)
        transaction.wake(RunTable.channel)
        transaction.wake(EffectTable.channel)
    }
}
