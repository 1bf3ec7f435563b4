import TicketModel

/// Times between which something lies, the end left out, in microseconds.
struct TimeBounds: Equatable {
    var from: Int64?
    var before: Int64?

    /// What lies within both.
    func within(_ other: TimeBounds) -> TimeBounds {
        TimeBounds(
            from: [from, other.from].compactMap(\.self).max(),
            before: [before, other.before].compactMap(\.self).min()
        )
    }
}

/// Tickets of one mark in the order of a listing, as an index has them.
struct MirrorLane {
    private enum Source {
        /// An index of the tickets.
        case index(SQL, MirrorClause?)
        case term(TermKind, String)
        /// One word of each of several lists.
        case words([[String]])
    }

    /// How many terms are held against each other in the time in which one ticket is read.
    private static let gain = 4

    private let source: Source
    /// The times of the last update that the lane holds anything of interest for.
    private let bounds: TimeBounds

    private init(_ source: Source, bounds: TimeBounds = TimeBounds()) {
        self.source = source
        self.bounds = bounds
    }

    /// All tickets.
    static let byTime = MirrorLane(.index("ticket_by_time", nil))
    /// Those whose terms are not written yet.
    static let unworded = MirrorLane(.index("ticket_unworded", .sql("ticket.worded = 0")))

    static func term(_ kind: TermKind, _ word: String) -> MirrorLane { MirrorLane(.term(kind, word)) }

    /// Those that have a word of each of several lists.
    static func words(_ lists: [[String]]) -> MirrorLane { MirrorLane(.words(lists)) }

    /// Those of one value in the column that an index begins with.
    static func index(_ name: SQL, _ clause: MirrorClause, bounds: TimeBounds = TimeBounds()) -> MirrorLane {
        MirrorLane(.index(name, clause), bounds: bounds)
    }

    /// The same, of tickets that were updated last between some times.
    func within(_ other: TimeBounds) -> MirrorLane { MirrorLane(source, bounds: bounds.within(other)) }

    /// How many tickets it leads past, counted up to a limit.
    func count(upTo limit: Int, _ terms: TermCounts, in reader: any SQLReader) throws -> Int {
        switch source {
        case .index(let index, let clause):
            var values: [SQLValue] = []
            // Only what the index holds, or each row would be read.
            var holding = clause.map { [$0] } ?? []
            if bounds != TimeBounds() || clause == nil {
                holding += [.sql("ticket.gone = 0")] + Self.times(bounds, .ticket)
            }
            let condition = holding.map { $0.text(&values) }.joined(separator: " AND ")
            values.append(.value(limit))
            return try reader.value(
                """
                SELECT count(*) FROM (
                    SELECT 1 AS one FROM ticket {by \(index)} WHERE \(condition) LIMIT \(.place(values.count))
                ) AS counted
                """,
                values
            )
        case .term(let kind, let word):
            return try terms.count(Term(kind: kind, word: word), upTo: limit)
        case .words(let lists):
            // What stands in all lists is found in the index alone, several times as fast as a ticket is read.
            return try terms.count(lists.flatMap(\.self), upTo: limit * Self.gain) / Self.gain
        }
    }

    /// Hands over what holds of a query, newest first, until the body answers false.
    func forEach(
        _ conditions: [MirrorClause],
        within outer: TimeBounds,
        in reader: any SQLReader,
        _ body: (MirrorRow) throws -> Bool
    ) throws {
        var values: [SQLValue] = []
        var holding = conditions.filter { !isGiven($0) }
        let bounds = bounds.within(outer)
        let from: SQL
        let order: SQL
        let place: MirrorClause.Place
        switch source {
        case .index(let index, let clause):
            place = .ticket
            from = "ticket {by \(index)}"
            order = "ticket.sorted_at DESC, ticket.connection, ticket.id"
            if let clause { holding.append(clause) }
        case .term, .words:
            place = .term
            // In this order of the two: SQLite walks what stands first.
            from = "\(terms(&values, bounds)) AS term CROSS JOIN ticket"
            order = "term.turn, term.connection, term.ticket"
            if case .term(let kind, let word) = source { holding.append(Self.clause(kind, word)) }
            holding.append(.sql("ticket.connection = term.connection AND ticket.id = term.ticket"))
        }
        holding += Self.times(bounds, place)
        let condition = holding.map { $0.text(&values, from: place) }.joined(separator: " AND ")
        try reader.forEach("SELECT \(MirrorRow.columns) FROM \(from) WHERE \(condition) ORDER BY \(order)", values) {
            try body(try MirrorRow($0))
        }
    }

    /// Whether a condition holds of whatever the lane leads past.
    private func isGiven(_ condition: MirrorClause) -> Bool {
        switch source {
        case .index: false
        case .term(let kind, let word): condition.asks(for: kind) { $0.contains(word) }
        case .words(let lists): condition.asks(for: .word) { lists.contains($0) }
        }
    }

    /// The times of the last update, as what leads to the tickets has them.
    private static func times(_ bounds: TimeBounds, _ place: MirrorClause.Place) -> [MirrorClause] {
        switch place {
        case .ticket:
            [
                bounds.from.map { .compare("ticket.sorted_at >=", .integer($0)) },
                bounds.before.map { .compare("ticket.sorted_at <", .integer($0)) },
            ].compactMap(\.self)
        case .term:
            [
                bounds.from.map { .compare("term.turn <=", .integer(TicketTerms.turn($0))) },
                bounds.before.map { .compare("term.turn >", .integer(TicketTerms.turn($0))) },
            ].compactMap(\.self)
        }
    }

    /// Where a lane's terms come from.
    private func terms(_ values: inout [SQLValue], _ bounds: TimeBounds) -> SQL {
        guard case .words(let lists) = source else { return "ticket_term" }
        let kind = TermKind.word.rawValue
        let selections = lists.map { words in
            let asked = [.compare("kind =", .text(kind)), .choice("word", words)] + Self.times(bounds, .term)
            let condition = asked.map { $0.text(&values) }.joined(separator: " AND ")
            return "SELECT turn, connection, ticket FROM ticket_term AS term WHERE \(condition)" as SQL
        }
        return "(\(selections.joined(separator: " INTERSECT ")))"
    }

    private static func clause(_ kind: TermKind, _ word: String) -> MirrorClause {
        .compare("term.kind =", .text(kind.rawValue)) + .compare("AND term.word =", .text(word))
    }
}

/// A way through the tickets that leads past all that one condition lets through.
struct MirrorWay {
    /// A ticket may stand in two of them.
    let lanes: [MirrorLane]
    /// Whether it is one lane, but for the tickets whose terms are not written yet.
    let isStraight: Bool

    init(lanes: [MirrorLane]) {
        self.lanes = lanes
        isStraight = lanes.count == 1
    }

    /// A way past all that have a word of each list, or may.
    init(each lists: [[String]]) {
        lanes = [.words(lists), .unworded]
        isStraight = true
    }

    /// A way past all that have one of some terms, or may.
    init(_ kind: TermKind, _ words: [String]) {
        lanes = words.map { .term(kind, $0) } + [.unworded]
        isStraight = words.count == 1
    }

    /// How many tickets it leads past, counted up to a limit.
    func count(upTo limit: Int, _ terms: TermCounts, in reader: any SQLReader) throws -> Int {
        var count = 0
        for lane in lanes where count < limit { count += try lane.count(upTo: limit - count, terms, in: reader) }
        return count
    }
}
