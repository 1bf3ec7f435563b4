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

    /// Blanks what alerts tell of runs and entries of the outbox, and the messages with it that wait for their notifier.
    ///
    /// Alerts outlive their runs, so those of a ticket are known by its name, too.
    static func eraseAlerts(
        runs: [Int64],
        effects: [Int64],
        of ticket: TicketID? = nil,
        in transaction: SQLTransaction
    ) throws {
        let subjects = [("run", Set(runs), "Run"), ("entry", Set(effects), "Entry")]
        let rows = try transaction.query(
            "SELECT id, key, text FROM alert WHERE key LIKE 'run:%' OR key LIKE 'entry:%'"
        )
        for row in rows {
            let parts = (try row["key"] as String).split(separator: ":")
            let text: String = try row["text"]
            let isOfTicket = ticket.map { text.contains(" on \($0) (") } ?? false
            guard parts.count > 1, let number = Int64(parts[1]),
                let (_, _, what) = subjects.first(where: { $0.0 == parts[0] && (isOfTicket || $0.1.contains(number)) })
            else { continue }
            let left = "\(what) \(number) needs a look; what was told of it is erased, for \(reason)."
            // A message may tell of several incidents.
            try transaction.execute(
                "UPDATE alert_notice SET text = replace(text, $1, $2) WHERE replace(text, $1, $2) <> text",
                [.text(text), .text(left)]
            )
            let id: Int64 = try row["id"]
            try transaction.execute("UPDATE alert SET text = $2 WHERE id = $1", [.value(id), .text(left)])
        }
    }
}
