import TicketModel

/// A part of a statement that binds its own values.
struct MirrorClause {
    private let parts: [Part]

    private enum Part {
        case text(SQL)
        case value(SQLValue)
        case list(SQLValue)
    }

    private init(_ parts: [Part]) {
        self.parts = parts
    }

    /// The text, with its values behind those that are there.
    func text(_ values: inout [SQLValue]) -> SQL {
        parts.map { part in
            switch part {
            case .text(let text): return text
            case .value(let value):
                values.append(value)
                return .place(values.count)
            case .list(let list):
                values.append(list)
                return "{texts \(.place(values.count))}"
            }
        }.joined(separator: " ")
    }

    static func + (left: MirrorClause, right: MirrorClause) -> MirrorClause {
        MirrorClause(left.parts + right.parts)
    }

    /// SQL without values.
    static func sql(_ text: SQL) -> MirrorClause { MirrorClause([.text(text)]) }

    /// A comparison with a value.
    static func compare(_ text: SQL, _ value: SQLValue) -> MirrorClause { MirrorClause([.text(text), .value(value)]) }

    /// A column that holds one of some words.
    static func choice(_ column: SQL, _ words: [String]) -> MirrorClause {
        guard let word = words.first, words.count == 1 else {
            return MirrorClause([.text("\(column) IN"), .list(.texts(words))])
        }
        return compare("\(column) =", .text(word))
    }

    /// A ticket whose terms are not written yet.
    static let unworded = sql("ticket.worded = 0")

    /// One of several.
    static func any(_ choices: [MirrorClause]) -> MirrorClause {
        MirrorClause(
            [.text("(")] + Array(choices.map(\.parts).joined(separator: [.text("OR")])) + [.text(")")]
        )
    }

    /// Whether a ticket has one of some terms: one lookup for each ticket that is met.
    static func hasTerm(_ kind: TermKind, _ words: [String], isThere: Bool = true) -> MirrorClause {
        compare("(SELECT other.turn FROM ticket_term AS other WHERE other.kind =", .text(kind.rawValue))
            + choice("AND other.word", words)
            + sql(
                """
                AND other.turn = \(turn) AND other.connection = ticket.connection AND other.ticket = ticket.id LIMIT 1)
                """
            )
            + sql(isThere ? "IS NOT NULL" : "IS NULL")
    }

    /// `TicketTerms.turn` in SQL.
    private static let turn: SQL = """
        CASE WHEN ticket.sorted_at < -9223372036854775807 THEN 9223372036854775807 ELSE -ticket.sorted_at END
        """
}
