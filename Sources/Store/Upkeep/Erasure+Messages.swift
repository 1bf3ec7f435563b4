package import TicketModel

extension Erasure {
    /// Blanks messages on tickets of others, with what the runs that they set off said; that they were written stays.
    ///
    /// Where such a run, or what it asked for, is under way, the ticket is left as it is.
    package static func blank(
        _ ids: [String],
        of ticket: TicketID,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws -> Tally {
        try overwrite(transaction)
        var tally = Tally()
        let runs = try runs(setOffBy: ids, of: ticket, transaction)
        guard try !isUnderWay(runs, transaction) else {
            tally.busy = [ticket]
            return tally
        }
        for id in ids {
            guard var message = try MessageRows.find(id, of: ticket, in: transaction) else { continue }
            message.body = ""
            message.attachments = []
            message.author = MessageAuthor(kind: message.author.kind)
            tally.messages += try transaction.execute(
                "UPDATE message SET document = $4 WHERE connection = $1 AND ticket = $2 AND id = $3",
                [.text(ticket.connection), .text(ticket.id), .text(id), .text(message.document.text())]
            )
        }
        try silence(runs, now, &tally, transaction)
        return tally
    }

    /// The runs of those messages, and those that these asked for later: their keys name the change.
    private static func runs(
        setOffBy messages: [String],
        of ticket: TicketID,
        _ transaction: SQLTransaction
    ) throws -> [Int64] {
        let changes: [Int64] = try transaction.query(
            "SELECT id FROM change WHERE connection = $1 AND ticket = $2 AND message IN {texts $3}",
            [.text(ticket.connection), .text(ticket.id), .texts(messages)]
        ).map { try $0["id"] }
        var found = try changes.flatMap { change in
            try transaction.query(
                "SELECT id FROM run WHERE change_id = $1 OR (cause = 'later' AND key LIKE $2) ORDER BY id",
                [.value(change), .text("%/change-\(change)-%")]
            ).map { try $0["id"] as Int64 }
        }
        // Older keys name the run before.
        var rest = found[...]
        while let run = rest.popFirst() {
            let later = try transaction.query(
                "SELECT id FROM run WHERE cause = 'later' AND key LIKE $1 ORDER BY id",
                [.text("%/run-\(run)-%")]
            ).map { try $0["id"] as Int64 }
            let new = later.filter { !found.contains($0) }
            found += new
            rest += new
        }
        return found
    }

    private static func isUnderWay(_ runs: [Int64], _ transaction: SQLTransaction) throws -> Bool {
        try transaction.first(
            """
            SELECT 1 FROM run WHERE id IN {integers $1} AND state = 'running'
            UNION ALL SELECT 1 FROM effect WHERE run IN {integers $1} AND state = 'sending'
            """,
            [.integers(runs)]
        ) != nil
    }
}
