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
        let runs: [Int64] = try transaction.query("SELECT id FROM run WHERE connection = $1 AND ticket = $2", key)
            .map { try $0["id"] }
        try silence(runs, now, &tally, transaction)
        // Runs on other tickets asked for something on this one.
        let rest: [Int64] = try transaction.query(
            "SELECT id FROM effect WHERE connection = $1 AND ticket = $2 AND NOT (run IN {integers $3})",
            key + [.integers(runs)]
        ).map { try $0["id"] }
        tally.effects += try blank(effects: rest, now: now, in: transaction)
        try eraseAlerts(runs: [], effects: [], of: ticket, in: transaction)
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
}
