import TicketModel

/// The terms of mirrored tickets: the words of their texts, their tags and people.
///
/// A ticket whose terms are not there yet is a candidate for everything that is looked for by them, so they may be written later
/// than it is.
package enum TicketWords {
    /// How many tickets still wait for their terms to be written, counted up to a limit.
    package static func waiting(limit: Int, in reader: any SQLReader) throws -> Int {
        try reader.value(
            "SELECT count(*) FROM (SELECT 1 AS one FROM ticket WHERE worded = 0 LIMIT $1) AS counted",
            [.value(limit)]
        )
    }

    /// Writes the terms of some tickets that wait for it, the latest first, and answers how many those were.
    package static func catchUp(limit: Int, in transaction: SQLTransaction) throws -> Int {
        let rows = try transaction.query(
            """
            SELECT \(MirrorRow.columns) FROM ticket WHERE worded = 0
            ORDER BY sorted_at DESC, connection, id LIMIT $1 {lock}
            """,
            [.value(limit)]
        ).map(MirrorRow.init)
        try add(of: rows, in: transaction)
        try transaction.execute(
            "UPDATE ticket SET worded = 1 WHERE connection = $1 AND id = $2",
            rows: rows.map { [.value($0.ticket.id.connection), .value($0.ticket.id.id)] }
        )
        return rows.count
    }

    static func add(of rows: [MirrorRow], in transaction: SQLTransaction) throws {
        let owners = rows.map { (row: $0, terms: TicketTerms($0)) }.sorted { $0.terms.turn < $1.terms.turn }
        var holders: [Term: [Int]] = [:]
        for (place, owner) in owners.enumerated() {
            for term in owner.terms.terms { holders[term, default: []].append(place) }
            for term in TicketTerms.words(of: owner.row) { holders[term, default: []].append(place) }
        }
        // In the order of the index: rows that stand side by side are written side by side, and no two transactions
        // wait for each other crosswise.
        let terms = holders.keys.sorted { ($0.kind.rawValue, $0.word) < ($1.kind.rawValue, $1.word) }
        try transaction.execute(
            "INSERT INTO ticket_word (word) VALUES ($1) ON CONFLICT (word) DO NOTHING",
            rows: terms.filter { $0.kind == .word }.map { [.text($0.word)] }
        )
        try TermRows.add(terms, in: transaction) { term in (holders[term] ?? []).lazy.map { owners[$0].terms } }
    }

    /// Forgets those of some words that no ticket has any more.
    static func drop(_ words: Set<Term>, in transaction: SQLTransaction) throws {
        try transaction.execute(
            """
            DELETE FROM ticket_word WHERE word = $1
            AND NOT EXISTS (SELECT 1 FROM ticket_term WHERE kind = 'word' AND ticket_term.word = $1)
            """,
            rows: words.sorted { $0.word < $1.word }.map { [.text($0.word)] }
        )
    }

    /// The words that meet a piece of a text that is looked for; nil where there are more than a limit.
    static func meeting(
        _ piece: SearchWords.Piece,
        limit: Int,
        in reader: any SQLReader
    ) throws -> [String]? {
        let pattern: String
        switch piece {
        case .word(let word): return [word]
        case .part(let part): pattern = "%\(part)%"
        case .start(let start): pattern = "\(start)%"
        case .end(let end): pattern = "%\(end)"
        }
        let words = try reader.query(
            "SELECT word FROM ticket_word WHERE word LIKE $1 OR word = $2 LIMIT $3",
            [.text(pattern), .text(SearchWords.tooLong), .value(limit + 1)]
        ).map { try $0["word"] as String }
        return words.count > limit ? nil : words
    }
}
