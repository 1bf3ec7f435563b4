import TicketModel

// What stands beside a ticket in tables of its own.
extension Erasure {
    /// Erases what was kept for a ticket, who was answered on it, and the webhooks that told of it; that they were stays.
    static func eraseBeside(_ ticket: TicketID, in transaction: SQLTransaction) throws {
        let key: [SQLValue] = [.text(ticket.connection), .text(ticket.id)]
        try transaction.execute("DELETE FROM overlay WHERE connection = $1 AND ticket = $2", key)
        try transaction.execute("DELETE FROM overlay_note WHERE connection = $1 AND ticket = $2", key)
        try transaction.execute(
            "UPDATE automatic_reply SET requester = NULL WHERE connection = $1 AND ticket = $2",
            key
        )
        // A webhook that nobody has read yet names its tickets to nobody; it is read soon, and forgotten after a week.
        let named = JSONValue.string(ticket.id).text()
        try transaction.execute(
            """
            UPDATE webhook SET body = $3, headers = '{}', why = NULL
            WHERE connection = $1 AND state <> 'waiting' AND tickets LIKE $2 ESCAPE '\\'
            """,
            [.text(ticket.connection), .text("%\(PersonPattern.escaped(named))%"), .bytes([])]
        )
    }
}
