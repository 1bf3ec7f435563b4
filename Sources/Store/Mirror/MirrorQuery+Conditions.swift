import TicketModel

extension MirrorQuery {
    /// How many words may hold a part of one that is looked for; of a part that more hold, the host alone decides.
    private static let mostWords = 64
    /// How many different sets of held fields there may be; more are looked through one by one.
    private static let mostHeld = 200

    mutating func add(
        _ key: TicketFilter.Key,
        of filter: TicketFilter,
        _ now: Timestamp,
        _ reader: any SQLReader
    ) throws {
        switch key {
        case .connection: addChoice("ticket.connection", filter.connections, "ticket_by_connection")
        case .status: addStatus(filter.statuses)
        case .priority: addPriority(filter.priorities)
        case .channel: addChoice("ticket.channel", filter.channels.map(FilterWord.exact), "ticket_by_channel")
        case .tag: for tag in filter.tags { addTerm(.tag, FilterWord.exact(tag)) }
        case .assignee: addPerson(filter.assignee, .assignee)
        case .requester: addPerson(filter.requester, .requester)
        case .createdAfter: addCreation(TimeBounds(from: filter.createdAfter?.resolved(at: now).microseconds))
        case .createdBefore: addCreation(TimeBounds(before: filter.createdBefore?.resolved(at: now).microseconds))
        case .olderThan: addCreation(TimeBounds(before: filter.olderThan.map { (now - $0).microseconds }))
        case .updatedAfter: addUpdate(TimeBounds(from: filter.updatedAfter?.resolved(at: now).microseconds))
        case .updatedBefore: addUpdate(TimeBounds(before: filter.updatedBefore?.resolved(at: now).microseconds))
        case .waitingLongerThan: addWaiting(filter.waitingLongerThan.map { (now - $0).microseconds })
        case .has: try addHeld(filter.has, holds: true, reader)
        case .lacks: try addLacked(filter.lacks, reader)
        case .text: try addText(filter.text ?? "", reader)
        }
    }

    private mutating func addChoice(_ column: SQL, _ words: [String], _ index: SQL) {
        conditions.append(.choice(column, words))
        ways.append(MirrorWay(lanes: Set(words).map { .index(index, .choice(column, [$0])) }))
    }

    private mutating func addStatus(_ words: [StatusWord]) {
        var lanes: [MirrorLane] = []
        let choices = words.map { word -> MirrorClause in
            switch word {
            case .normalised(let status):
                let clause = MirrorClause.choice("ticket.status", [status.rawValue])
                lanes.append(.index("ticket_by_status", clause))
                return clause
            case .raw(let raw): return .choice("ticket.status_raw", [FilterWord.exact(raw)])
            }
        }
        conditions.append(.any(choices))
        if lanes.count == Set(words).count { ways.append(MirrorWay(lanes: lanes)) }
    }

    private mutating func addPriority(_ words: [PriorityWord]) {
        var lanes: [MirrorLane] = []
        let choices = words.map { word -> MirrorClause in
            switch word {
            case .normalised(let priority):
                let clause = MirrorClause.choice("ticket.priority", [priority.rawValue])
                lanes.append(.index("ticket_by_priority", clause))
                return clause
            case .raw(let raw): return .choice("ticket.priority_raw", [FilterWord.exact(raw)])
            }
        }
        conditions.append(.any(choices))
        if lanes.count == Set(words).count { ways.append(MirrorWay(lanes: lanes)) }
    }

    private mutating func addTerm(_ kind: TermKind, _ word: String) {
        addTerms(kind, [word])
    }

    private mutating func addPerson(_ word: TicketFilter.PersonWord?, _ kind: TermKind) {
        switch word {
        case .nobody: addTerm(kind, TermKind.nobody)
        case .named(let name): addTerm(kind, FilterWord.anyCase(name))
        case nil: break
        }
    }

    // MARK: Times

    private mutating func addCreation(_ bounds: TimeBounds) {
        add("ticket.created_at", bounds)
        created = created.within(bounds)
    }

    private mutating func addUpdate(_ bounds: TimeBounds) {
        add("ticket.updated_at", bounds)
        updated = updated.within(bounds)
    }

    private mutating func add(_ column: SQL, _ bounds: TimeBounds) {
        if let time = bounds.from { conditions.append(.compare("\(column) >=", .integer(time))) }
        if let time = bounds.before { conditions.append(.compare("\(column) <", .integer(time))) }
    }

    private mutating func addWaiting(_ time: Int64?) {
        guard let time else { return }
        let clause = MirrorClause.compare("ticket.waiting_since <", .integer(time))
        conditions.append(clause)
        let isWaiting = MirrorClause.sql("ticket.waiting_since IS NOT NULL AND")
        ways.append(MirrorWay(lanes: [.index("ticket_waiting", isWaiting + clause)]))
    }

    // MARK: Fields

    private mutating func addHeld(_ fields: [TicketField], holds: Bool, _ reader: any SQLReader) throws {
        guard !fields.isEmpty else { return }
        let bits = fields.reduce(into: ToldFields()) { $0.insert(ToldFields($1)) }.rawValue
        for field in fields {
            let bit: MirrorClause = .compare("(ticket.held &", .value(ToldFields(field).rawValue))
            conditions.append(bit + .sql(holds ? ") <> 0" : ") = 0"))
        }
        guard let known = try Self.heldSets(reader) else { return }
        let lanes = known.filter { holds ? $0 & bits == bits : $0 & bits == 0 }.map { held in
            MirrorLane.index("ticket_by_held", .compare("ticket.held =", .integer(held)))
        }
        ways.append(MirrorWay(lanes: lanes))
    }

    private mutating func addLacked(_ words: [TicketFilter.LackedWord], _ reader: any SQLReader) throws {
        var fields: [TicketField] = []
        for word in words {
            switch word {
            case .field(let field): fields.append(field)
            case .tag(let tag): conditions.append(.term(.tag, [FilterWord.exact(tag)], isThere: false))
            }
        }
        try addHeld(fields, holds: false, reader)
    }

    /// The sets of fields that tickets hold; nil where there are many.
    ///
    /// There are few, for a provider's tickets are alike.
    private static func heldSets(_ reader: any SQLReader) throws -> [Int64]? {
        let sets = try reader.query(
            """
            WITH RECURSIVE known (held) AS (
                SELECT min(held) FROM ticket
                UNION ALL
                SELECT (SELECT min(ticket.held) FROM ticket WHERE ticket.held > known.held) FROM known
                WHERE known.held IS NOT NULL
            )
            SELECT held FROM known WHERE held IS NOT NULL LIMIT $1
            """,
            [.value(mostHeld + 1)]
        ).map { try $0["held"] as Int64 }
        return sets.count > mostHeld ? nil : sets
    }

    // MARK: Text

    private mutating func addText(_ text: String, _ reader: any SQLReader) throws {
        let lists = try SearchWords.pieces(of: text).compactMap {
            try TicketWords.meeting($0, limit: Self.mostWords, in: reader)
        }
        for words in lists { addTerms(.word, words) }
        guard lists.count > 1, !lists.contains(where: \.isEmpty) else { return }
        // The rarest first: it is what the others are held against.
        let counted = try lists.map { (words: $0, count: try terms.count($0, upTo: thresholds.countable)) }
        ways.append(MirrorWay(each: counted.sorted { $0.count < $1.count }.map(\.words)))
    }

    /// One of some terms, or none known yet.
    private mutating func addTerms(_ kind: TermKind, _ words: [String]) {
        conditions.append(.term(kind, words))
        ways.append(MirrorWay(kind, words))
    }
}
