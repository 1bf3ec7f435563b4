package import TicketModel

/// Erases a person's tickets and messages; keys, counters and that something was sent stay.
package enum Erasure {
    /// What was erased.
    package struct Tally: Sendable, Equatable {
        package var tickets = 0
        package var messages = 0
        package var changes = 0
        package var runs = 0
        package var effects = 0
        /// Tickets that were left because something was under way at them.
        package var busy: [TicketID] = []

        package init() {}

        /// Adds another tally.
        package mutating func add(_ other: Tally) {
            tickets += other.tickets
            messages += other.messages
            changes += other.changes
            runs += other.runs
            effects += other.effects
            busy += other.busy
        }
    }

    static let reason = "its requester's data was erased"

    /// Makes what is deleted unreadable in the file, too; call it first in each transaction.
    static func overwrite(_ transaction: SQLTransaction) throws {
        guard transaction.dialect == .sqlite else { return }
        _ = try transaction.query("PRAGMA secure_delete = ON")
    }

    /// Erases tickets with everything on them; those at which a handler or a request is under way are left.
    package static func erase(
        _ tickets: [TicketID],
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws -> Tally {
        try overwrite(transaction)
        var tally = Tally()
        for ticket in tickets {
            let key: [SQLValue] = [.text(ticket.connection), .text(ticket.id)]
            guard try !isBusy(key, transaction) else {
                tally.busy.append(ticket)
                continue
            }
            try TicketRows.removeTerms(of: ticket, in: transaction)
            try erase(ticket, key, now, &tally, transaction)
            try eraseBeside(ticket, in: transaction)
        }
        return tally
    }

    private static func isBusy(_ key: [SQLValue], _ transaction: SQLTransaction) throws -> Bool {
        try transaction.first(
            """
            SELECT 1 FROM run WHERE connection = $1 AND ticket = $2 AND state = 'running'
            UNION ALL SELECT 1 FROM effect WHERE connection = $1 AND ticket = $2 AND state = 'sending'
            """,
            key
        ) != nil
    }

    private static func erase(
        _ ticket: TicketID,
        _ key: [SQLValue],
        _ now: Timestamp,
        _ tally: inout Tally,
        _ transaction: SQLTransaction
    ) throws {
        let stamped = key + [.value(now), .text(reason)]
        try transaction.execute(
            """
            UPDATE run SET state = 'cancelled', ended_at = $3, verdict = 'cancelled', why = $4, fence = fence + 1
            WHERE connection = $1 AND ticket = $2 AND state IN ('available', 'retrying')
            """,
            stamped
        )
        // What a handler remembered for later, and what it logged, may say anything; a change's payload names nobody.
        tally.runs += try transaction.execute(
            """
            UPDATE run SET payload = CASE WHEN cause = 'change' THEN payload ELSE 'null' END, log = NULL, error = NULL,
                why = CASE WHEN why = $3 THEN why ELSE NULL END
            WHERE connection = $1 AND ticket = $2
            """,
            key + [.text(reason)]
        )
        let ofTicket: SQL = """
            ((connection = $1 AND ticket = $2) OR run IN (SELECT id FROM run WHERE connection = $1 AND ticket = $2))
            """
        try transaction.execute(
            """
            UPDATE effect SET state = 'refused', settled_at = $3, why = $4, fence = fence + 1
            WHERE \(ofTicket) AND state IN ('pending', 'unknown', 'held', 'waits_for_person')
            """,
            stamped
        )
        tally.effects += try transaction.execute(
            """
            UPDATE effect SET action = 'null', seen = '{}', error = NULL,
                why = CASE WHEN why = $3 THEN why ELSE NULL END
            WHERE \(ofTicket) AND state <> 'sending'
            """,
            key + [.text(reason)]
        )
        let runs = try transaction.query("SELECT id FROM run WHERE connection = $1 AND ticket = $2", key)
        let effects = try transaction.query("SELECT id FROM effect WHERE \(ofTicket)", key)
        try eraseAlerts(
            runs: runs.map { try $0["id"] },
            effects: effects.map { try $0["id"] },
            of: ticket,
            in: transaction
        )
        tally.changes += try transaction.execute(
            "UPDATE change SET difference = '{}' WHERE connection = $1 AND ticket = $2",
            key
        )
        try transaction.execute(
            """
            UPDATE passed_over SET why = 'erased'
            WHERE change_id IN (SELECT id FROM change WHERE connection = $1 AND ticket = $2)
            """,
            key
        )
        tally.messages += try transaction.execute("DELETE FROM message WHERE connection = $1 AND ticket = $2", key)
        tally.tickets += try transaction.execute("DELETE FROM ticket WHERE connection = $1 AND id = $2", key)
        try transaction.execute(
            """
            INSERT INTO erased_ticket (connection, ticket, erased_at) VALUES ($1, $2, $3)
            ON CONFLICT (connection, ticket) DO UPDATE SET erased_at = excluded.erased_at
            """,
            key + [.value(now)]
        )
    }

    /// Blanks effects that made tickets, and gives up those that have not yet.
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
