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

    /// How many tickets it leads past, counted up to a limit.
    func count(upTo limit: Int, in reader: any SQLReader) throws -> Int {
        var values: [SQLValue] = []
        let from: SQL
        switch source {
        case .index(let index, let clause):
            from = "ticket {by \(index)} WHERE \((clause ?? .sql("ticket.gone = 0")).text(&values))"
        case .term(let kind, let word):
            from = "ticket_term AS term WHERE \(Self.clause(kind, word).text(&values))"
        case .words(let lists):
            return try count(lists, upTo: limit, in: reader)
        }
        values.append(.value(limit))
        let text: SQL = "SELECT count(*) FROM (SELECT 1 AS one FROM \(from) LIMIT \(.place(values.count))) AS counted"
        return try reader.value(text, values)
    }

    /// What stands in all lists is found in the index alone, several times as fast as a ticket is read.
    private func count(_ lists: [[String]], upTo limit: Int, in reader: any SQLReader) throws -> Int {
        try lists.joined().reduce(0) { count, word in
            guard count < limit else { return count }
            return try count + Self.term(.word, word).count(upTo: limit * Self.gain, in: reader) / Self.gain
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
        var holding = conditions
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
            if let time = bounds.from { holding.append(.compare("ticket.sorted_at >=", .integer(time))) }
            if let time = bounds.before { holding.append(.compare("ticket.sorted_at <", .integer(time))) }
        case .term, .words:
            place = .term
            // In this order of the two: SQLite walks what stands first.
            from = "\(terms(&values)) AS term CROSS JOIN ticket"
            order = "term.turn, term.connection, term.ticket"
            if case .term(let kind, let word) = source { holding.append(Self.clause(kind, word)) }
            holding.append(.sql("ticket.connection = term.connection AND ticket.id = term.ticket"))
            if let time = bounds.from { holding.append(.compare("term.turn <=", .integer(TicketTerms.turn(time)))) }
            if let time = bounds.before { holding.append(.compare("term.turn >", .integer(TicketTerms.turn(time)))) }
        }
        let condition = holding.map { $0.text(&values, from: place) }.joined(separator: " AND ")
        try reader.forEach("SELECT \(MirrorRow.columns) FROM \(from) WHERE \(condition) ORDER BY \(order)", values) {
            try body(try MirrorRow($0))
        }
    }

    /// Where a lane's terms come from.
    private func terms(_ values: inout [SQLValue]) -> SQL {
        guard case .words(let lists) = source else { return "ticket_term" }
        let kind = TermKind.word.rawValue
        let selections = lists.map { words in
            let clause = MirrorClause.compare("kind =", .text(kind)) + .sql("AND") + .choice("word", words)
            return "SELECT turn, connection, ticket FROM ticket_term WHERE \(clause.text(&values))" as SQL
        }
        return "(\(selections.joined(separator: " INTERSECT ")))"
    }

    private static func clause(_ kind: TermKind, _ word: String) -> MirrorClause {
        .compare("term.kind =", .text(kind.rawValue)) + .compare("AND term.word =", .text(word))
    }
}

/// A way through the tickets that leads past all that one condition lets through.
struct MirrorWay {
    /// A ticket may stand in two of them where they are of a text's words.
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
    func count(upTo limit: Int, in reader: any SQLReader) throws -> Int {
        var count = 0
        for lane in lanes where count < limit { count += try lane.count(upTo: limit - count, in: reader) }
        return count
    }
}
