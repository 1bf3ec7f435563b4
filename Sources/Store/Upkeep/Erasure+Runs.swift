package import TicketModel

extension Erasure {
    /// Cancels runs that wait, and blanks what they, their effects and the notes of those said; that they ran stays.
    static func silence(
        _ runs: [Int64],
        _ now: Timestamp,
        _ tally: inout Tally,
        _ transaction: SQLTransaction
    ) throws {
        guard !runs.isEmpty else { return }
        let stamped: [SQLValue] = [.integers(runs), .value(now), .text(reason)]
        try transaction.execute(
            """
            UPDATE run SET state = 'cancelled', ended_at = $2, verdict = 'cancelled', why = $3, fence = fence + 1
            WHERE id IN {integers $1} AND state IN ('available', 'retrying')
            """,
            stamped
        )
        // What a handler remembered for later, and what it logged, may say anything; a change's payload names nobody.
        tally.runs += try transaction.execute(
            """
            UPDATE run SET payload = CASE WHEN cause = 'change' THEN payload ELSE 'null' END, log = NULL, error = NULL,
                why = CASE WHEN why = $2 THEN why ELSE NULL END
            WHERE id IN {integers $1}
            """,
            [.integers(runs), .text(reason)]
        )
        try transaction.execute(
            "DELETE FROM overlay_note WHERE effect_key IN (SELECT key FROM effect WHERE run IN {integers $1})",
            [.integers(runs)]
        )
        let effects: [Int64] = try transaction.query(
            "SELECT id FROM effect WHERE run IN {integers $1}",
            [.integers(runs)]
        ).map { try $0["id"] }
        try eraseAlerts(runs: runs, effects: [], in: transaction)
        tally.effects += try blank(effects: effects, now: now, in: transaction)
    }

    /// Blanks effects, and gives up those that have not left.
    package static func blank(effects ids: [Int64], now: Timestamp, in transaction: SQLTransaction) throws -> Int {
        try overwrite(transaction)
        try transaction.execute(
            """
            UPDATE effect SET state = 'refused', settled_at = $2, why = $3, fence = fence + 1
            WHERE id IN {integers $1} AND state IN ('pending', 'unknown', 'held', 'waits_for_person')
            """,
            [.integers(ids), .value(now), .text(reason)]
        )
        try eraseAlerts(runs: [], effects: ids, in: transaction)
        return try transaction.execute(
            """
            UPDATE effect SET action = 'null', seen = '{}', error = NULL, why = CASE WHEN why = $2 THEN why ELSE NULL END
            WHERE id IN {integers $1} AND state <> 'sending'
            """,
            [.integers(ids), .text(reason)]
        )
    }
}
