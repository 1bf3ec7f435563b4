import TicketModel

/// The rows of the terms that tickets are found by.
enum TermRows {
    static func add(_ terms: Set<Term>, _ owner: TicketTerms, in transaction: SQLTransaction) throws {
        guard !terms.isEmpty else { return }
        try transaction.execute(insertion, rows: terms.map { row($0, owner) })
    }

    static func remove(_ terms: Set<Term>, _ owner: TicketTerms?, in transaction: SQLTransaction) throws {
        guard let owner, !terms.isEmpty else { return }
        try transaction.execute(
            """
            DELETE FROM ticket_term WHERE kind = $1 AND word = $2 AND turn = $3 AND connection = $4 AND ticket = $5
            """,
            rows: terms.map { row($0, owner) }
        )
    }

    /// Adds terms of many tickets, in the order in which they and their owners stand.
    static func add(
        _ terms: [Term],
        in transaction: SQLTransaction,
        owners: (Term) -> some Sequence<TicketTerms>
    ) throws {
        try transaction.execute(insertion, rows: terms.flatMap { term in owners(term).map { row(term, $0) } })
    }

    private static let insertion: SQL = """
        INSERT INTO ticket_term (kind, word, turn, connection, ticket) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (kind, word, turn, connection, ticket) DO NOTHING
        """

    private static func row(_ term: Term, _ owner: TicketTerms) -> [SQLValue] {
        [
            .text(term.kind.rawValue), .text(term.word), .integer(owner.turn), .text(owner.id.connection),
            .text(owner.id.id),
        ]
    }
}
