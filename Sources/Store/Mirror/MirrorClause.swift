import TicketModel

/// A part of a statement that binds its own values.
struct MirrorClause {
    private let parts: [Part]

    private enum Part {
        case text(SQL)
        case value(SQLValue)
        case list(SQLValue)
        case term(TermKind, [String], isThere: Bool)
    }

    private init(_ parts: [Part]) {
        self.parts = parts
    }

    /// The text, with its values behind those that are there.
    func text(_ values: inout [SQLValue], from place: Place = .ticket) -> SQL {
        parts.map { part in
            switch part {
            case .text(let text): return text
            case .value(let value):
                values.append(value)
                return .place(values.count)
            case .list(let list):
                values.append(list)
                return "{texts \(.place(values.count))}"
            case .term(let kind, let words, let isThere):
                return Self.lookup(kind, words, isThere: isThere, place).text(&values)
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

    /// One of several.
    static func any(_ choices: [MirrorClause]) -> MirrorClause {
        MirrorClause(
            [.text("(")] + Array(choices.map(\.parts).joined(separator: [.text("OR")])) + [.text(")")]
        )
    }

    /// Whether a ticket has one of some terms, or may: those of one that are not written yet are not known.
    ///
    /// One lookup for each ticket that is met. Where tickets are met by a term, theirs are written, and none is read for it.
    static func term(_ kind: TermKind, _ words: [String], isThere: Bool = true) -> MirrorClause {
        MirrorClause([.term(kind, words, isThere: isThere)])
    }

    /// Whether it asks for no more than one of these terms.
    func asks(for kind: TermKind, where holds: (_ words: [String]) -> Bool) -> Bool {
        guard parts.count == 1, case .term(kind, let words, isThere: true) = parts[0] else { return false }
        return holds(words)
    }

    private static func lookup(_ kind: TermKind, _ words: [String], isThere: Bool, _ place: Place) -> MirrorClause {
        // Without a word there is nothing that could be had.
        let found: MirrorClause =
            words.isEmpty
            ? .sql("NULL")
            : .compare("(SELECT other.turn FROM ticket_term AS other WHERE other.kind =", .text(kind.rawValue))
                + choice("AND other.word", words) + .sql("\(place.owner) LIMIT 1)")
        let holds = found + .sql(isThere ? "IS NOT NULL" : "IS NULL")
        return place == .ticket ? .any([.sql("ticket.worded = 0"), holds]) : holds
    }

    /// What leads to the tickets that a clause is about.
    enum Place {
        case ticket, term

        fileprivate var owner: SQL {
            switch self {
            case .ticket:
                // `TicketTerms.turn` in SQL.
                """
                AND other.turn = CASE WHEN ticket.sorted_at < -9223372036854775807 THEN 9223372036854775807
                    ELSE -ticket.sorted_at END
                AND other.connection = ticket.connection AND other.ticket = ticket.id
                """
            case .term:
                "AND other.turn = term.turn AND other.connection = term.connection AND other.ticket = term.ticket"
            }
        }
    }
}
