import TicketModel

extension TicketRows {
    /// Deletes a ticket with all that it is found by; words that no other ticket has go, too.
    ///
    /// - Returns: how many tickets there were.
    static func delete(_ id: TicketID, in transaction: SQLTransaction) throws -> Int {
        guard let row = try find(id, in: transaction) else { return 0 }
        let terms = TicketTerms(row)
        let words = TicketTerms.words(of: row)
        try TermRows.remove(terms.terms.union(words), terms, in: transaction)
        try transaction.execute(
            """
            DELETE FROM ticket_word WHERE word IN {texts $1} AND NOT EXISTS (
                SELECT 1 FROM ticket_term WHERE ticket_term.kind = 'word' AND ticket_term.word = ticket_word.word
            )
            """,
            [.texts(words.map(\.word))]
        )
        return try transaction.execute(
            "DELETE FROM ticket WHERE connection = $1 AND id = $2",
            [.text(id.connection), .text(id.id)]
        )
    }
}
