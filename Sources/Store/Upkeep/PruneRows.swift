package import TicketModel

/// Removes rows that nothing needs any more, a bounded number at a time.
package enum PruneRows {
    /// What of a change tells whether it may go.
    package struct Change: Sendable, Equatable {
        package var id: Int64
        package var seenAt: Timestamp
        package var baseline: Bool

        package init(id: Int64, seenAt: Timestamp, baseline: Bool) {
            self.id = id
            self.seenAt = seenAt
            self.baseline = baseline
        }
    }

    /// What of a run tells whether it may go.
    package struct Run: Sendable, Equatable {
        package var id: Int64
        package var state: RunState
        package var verdict: String?
        package var createdAt: Timestamp
        package var endedAt: Timestamp?

        package init(id: Int64, state: RunState, verdict: String?, createdAt: Timestamp, endedAt: Timestamp?) {
            self.id = id
            self.state = state
            self.verdict = verdict
            self.createdAt = createdAt
            self.endedAt = endedAt
        }
    }

    /// Changes with a larger number, in order.
    package static func changes(after id: Int64, limit: Int, in reader: any SQLReader) throws -> [Change] {
        try reader.query(
            "SELECT id, seen_at, baseline FROM change WHERE id > $1 ORDER BY id LIMIT $2",
            [.value(id), .value(limit)]
        ).map { Change(id: try $0["id"], seenAt: try $0["seen_at"], baseline: try $0["baseline"]) }
    }

    /// Runs with a larger number, in order.
    package static func runs(after id: Int64, limit: Int, in reader: any SQLReader) throws -> [Run] {
        try reader.query(
            "SELECT id, state, verdict, created_at, ended_at FROM run WHERE id > $1 ORDER BY id LIMIT $2",
            [.value(id), .value(limit)]
        ).map {
            Run(
                id: try $0["id"],
                state: try $0.word("state"),
                verdict: try $0["verdict"],
                createdAt: try $0["created_at"],
                endedAt: try $0["ended_at"]
            )
        }
    }

    /// Removes the notes of who let changes before a time pass; they were counted when they were made.
    package static func removeConsiderations(
        before time: Timestamp,
        limit: Int,
        in transaction: SQLTransaction
    ) throws -> Int {
        // Changes are seen in about the order of their numbers, so the first ones tell whether there is anything to do.
        let ids: [Int64] = try transaction.query(
            """
            SELECT DISTINCT passed_over.change_id AS id FROM passed_over
                LEFT JOIN change ON change.id = passed_over.change_id
            WHERE passed_over.change_id IN (SELECT change_id FROM passed_over ORDER BY change_id LIMIT $2)
                AND (change.id IS NULL OR change.seen_at < $1)
            """,
            [.value(time), .value(limit)]
        ).map { try $0["id"] }
        guard !ids.isEmpty else { return 0 }
        return try transaction.execute("DELETE FROM passed_over WHERE change_id IN {integers $1}", [.integers(ids)])
    }

    /// Removes changes that no unfinished run and no open effect refers to, with the notes on them.
    package static func remove(changes ids: [Int64], in transaction: SQLTransaction) throws -> Int {
        let removed: [Int64] = try transaction.query(
            """
            DELETE FROM change WHERE id IN {integers $1}
                AND NOT EXISTS (
                    SELECT 1 FROM run
                    WHERE run.change_id = change.id AND run.state IN ('available', 'retrying', 'running')
                )
                AND NOT EXISTS (
                    SELECT 1 FROM effect
                    WHERE effect.key = change.cause
                        AND effect.state IN ('pending', 'sending', 'unknown', 'waits_for_person')
                )
            RETURNING id
            """,
            [.integers(ids)]
        ).map { try $0["id"] }
        try transaction.execute("DELETE FROM passed_over WHERE change_id IN {integers $1}", [.integers(removed)])
        return removed.count
    }

    /// Removes runs that are over and have no effect that is not, and counts them; of their effects only the keys stay.
    package static func remove(runs ids: [Int64], in transaction: SQLTransaction) throws -> [StoreSize.Class: Int] {
        let rows = try transaction.query(
            """
            DELETE FROM run WHERE id IN {integers $1} AND state IN ('done', 'quarantined', 'cancelled')
                AND NOT EXISTS (
                    SELECT 1 FROM effect
                    WHERE effect.run = run.id AND effect.state IN ('pending', 'sending', 'unknown', 'waits_for_person')
                )
            RETURNING id, automation, handler, COALESCE(verdict, state) AS verdict, ended_at
            """,
            [.integers(ids)]
        )
        guard !rows.isEmpty else { return [:] }
        let gone: [Int64] = try rows.map { try $0["id"] }
        try transaction.execute(
            """
            UPDATE effect SET action = 'null', seen = '{}', why = NULL, error = NULL WHERE run IN {integers $1}
            """,
            [.integers(gone)]
        )
        var removed: [StoreSize.Class: Int] = [:]
        var counts: [RunCount: Int] = [:]
        for row in rows {
            let count = RunCount(
                automation: try row["automation"],
                handler: try row["handler"],
                verdict: try row["verdict"],
                day: (try row["ended_at"] as Int64) / 86_400_000_000
            )
            counts[count, default: 0] += 1
            removed[count.kind, default: 0] += 1
        }
        try transaction.execute(
            """
            INSERT INTO run_counter (automation, handler, verdict, day, count) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (automation, handler, verdict, day) DO UPDATE SET count = run_counter.count + excluded.count
            """,
            // In one order, so that two transactions do not wait for each other crosswise.
            rows: counts.sorted { $0.key < $1.key }.map { key, count in
                [.text(key.automation), .text(key.handler), .text(key.verdict), .value(key.day), .value(count)]
            }
        )
        return removed
    }

    /// Tickets with messages that nobody works on and that were not touched since a time.
    package static func threads(before time: Timestamp, limit: Int, in reader: any SQLReader) throws -> [TicketID] {
        try reader.query(
            """
            SELECT connection, id FROM ticket
            WHERE thread_read = 1 AND sorted_at < $1 AND (status IN ('solved', 'closed') OR gone = 1) LIMIT $2
            """,
            [.value(time), .value(limit)]
        ).map { TicketID(connection: try $0["connection"], id: try $0["id"]) }
    }

    /// Removes the messages of those tickets of which it is still so, and that nothing is open at.
    ///
    /// - Returns: how many tickets lost their messages, and how many those were.
    package static func remove(
        threads: [TicketID],
        before time: Timestamp,
        in transaction: SQLTransaction
    ) throws -> (tickets: Int, messages: Int) {
        let tickets = try threads.filter { try isStale($0, before: time, transaction) }
        guard !tickets.isEmpty else { return (0, 0) }
        let keys: [[SQLValue]] = tickets.map { [.text($0.connection), .text($0.id)] }
        // What is forgotten here is no news when it is read again.
        let newest = try tickets.map { ticket in
            try MessageRows.all(of: ticket, in: transaction).compactMap(\.createdAt.value).max() ?? time
        }
        let messages = try transaction.execute(
            "DELETE FROM message WHERE connection = $1 AND ticket = $2",
            rows: keys
        )
        try transaction.execute(
            """
            UPDATE ticket SET thread_read = 0, waiting_since = NULL, news_since = CASE WHEN read_at > $3 THEN read_at ELSE $3 END
            WHERE connection = $1 AND id = $2
            """,
            rows: zip(keys, newest).map { $0 + [.value($1)] }
        )
        return (tickets.count, messages)
    }

    private static func isStale(
        _ id: TicketID,
        before time: Timestamp,
        _ transaction: SQLTransaction
    ) throws -> Bool {
        try transaction.first(
            """
            SELECT 1 FROM ticket
            WHERE connection = $1 AND id = $2 AND thread_read = 1 AND sorted_at < $3
                AND (status IN ('solved', 'closed') OR gone = 1)
                AND NOT EXISTS (
                    SELECT 1 FROM run WHERE run.connection = ticket.connection AND run.ticket = ticket.id
                        AND run.state IN ('available', 'retrying', 'running')
                )
                AND NOT EXISTS (
                    SELECT 1 FROM effect WHERE effect.connection = ticket.connection AND effect.ticket = ticket.id
                        AND effect.state IN ('pending', 'sending', 'unknown')
                )
            {lock}
            """,
            [.text(id.connection), .text(id.id), .value(time)]
        ) != nil
    }

    /// Makes a SQLite file smaller by so many pages at most; PostgreSQL does it by itself.
    ///
    /// - Returns: how many bytes it gave back.
    package static func giveBack(pages: Int, in transaction: SQLTransaction) throws -> Int64 {
        guard transaction.dialect == .sqlite else { return 0 }
        let before: Int64 = try transaction.value("PRAGMA freelist_count")
        guard before > 0 else { return 0 }
        _ = try transaction.query(SQL(unchecked: "PRAGMA incremental_vacuum(\(pages))"))
        let after: Int64 = try transaction.value("PRAGMA freelist_count")
        return (before - after) * (try transaction.value("PRAGMA page_size"))
    }
}

/// A counter of runs that are gone.
private struct RunCount: Hashable, Comparable {
    let automation: String
    let handler: String
    let verdict: String
    let day: Int64

    var kind: StoreSize.Class {
        switch verdict {
        case "acted": .acted
        case "failed", "quarantined", "cancelled": .failed
        default: .nothing
        }
    }

    static func < (one: RunCount, other: RunCount) -> Bool {
        (one.automation, one.handler, one.verdict, one.day)
            < (other.automation, other.handler, other.verdict, other.day)
    }
}
