/// How many tickets have a term, counted once for each term of a query.
final class TermCounts {
    private struct Count {
        let count: Int
        /// Whether there are no more.
        let isWhole: Bool
    }

    private let reader: any SQLReader
    private var known: [Term: Count] = [:]

    init(_ reader: any SQLReader) {
        self.reader = reader
    }

    /// The tickets that have a term, counted up to a limit.
    func count(_ term: Term, upTo limit: Int) throws -> Int {
        if let known = known[term], known.isWhole || known.count >= limit { return min(known.count, limit) }
        let count: Int = try reader.value(
            """
            SELECT count(*) FROM (SELECT 1 AS one FROM ticket_term WHERE kind = $1 AND word = $2 LIMIT $3) AS counted
            """,
            [.text(term.kind.rawValue), .text(term.word), .value(limit)]
        )
        known[term] = Count(count: count, isWhole: count < limit)
        return count
    }

    /// The tickets that have one of some words, counted up to a limit.
    func count(_ words: [String], upTo limit: Int) throws -> Int {
        var count = 0
        for word in words where count < limit {
            count += try self.count(Term(kind: .word, word: word), upTo: limit - count)
        }
        return count
    }
}
