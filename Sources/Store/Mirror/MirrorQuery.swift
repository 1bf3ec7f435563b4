package import TicketModel

/// A filter as SQL: it lets through every ticket that the filter does, and sometimes more.
///
/// Whoever asks evaluates the filter on what comes: conditions that SQL compares differently, or cannot see, are left to
/// that.
package struct MirrorQuery {
    private var conditions: [SQL] = ["gone = 0"]
    private var values: [SQLValue] = []

    /// The query of a filter at a moment.
    package init(_ filter: TicketFilter, now: Timestamp) {
        for key in TicketFilter.Key.allCases where filter.keys.contains(key) { add(key, of: filter, now) }
    }

    /// Hands over the rows, newest first, until the body answers false.
    package func forEach(in reader: any SQLReader, _ body: (MirrorRow) throws -> Bool) throws {
        let text: SQL = """
            SELECT \(MirrorRow.columns) FROM ticket WHERE \(conditions.joined(separator: " AND "))
            ORDER BY sorted_at DESC, connection, id
            """
        try reader.forEach(text, values) { try body(try MirrorRow($0)) }
    }

    /// How many tickets the SQL alone lets through.
    package func count(in reader: any SQLReader) throws -> Int {
        try reader.value("SELECT count(*) FROM ticket WHERE \(conditions.joined(separator: " AND "))", values)
    }
}

extension MirrorQuery {
    private mutating func add(_ key: TicketFilter.Key, of filter: TicketFilter, _ now: Timestamp) {
        switch key {
        case .connection: addChoice("connection", filter.connections)
        case .status: addStatus(filter.statuses)
        case .priority: addPriority(filter.priorities)
        case .channel: addChoice("channel", filter.channels.map(FilterWord.exact))
        case .tag: for tag in filter.tags { addTerm(.tag, FilterWord.exact(tag)) }
        case .assignee: addPerson(filter.assignee, .assignee, nobody: "assignee_nobody")
        case .requester: addPerson(filter.requester, .requester, nobody: "requester_nobody")
        case .createdAfter: addTime("created_at >=", filter.createdAfter?.resolved(at: now))
        case .createdBefore: addTime("created_at <", filter.createdBefore?.resolved(at: now))
        case .updatedAfter: addTime("updated_at >=", filter.updatedAfter?.resolved(at: now))
        case .updatedBefore: addTime("updated_at <", filter.updatedBefore?.resolved(at: now))
        case .olderThan: addTime("created_at <", filter.olderThan.map { now - $0 })
        case .waitingLongerThan: addTime("waiting_since <", filter.waitingLongerThan.map { now - $0 })
        case .has: for field in filter.has { addHeld(field, holds: true) }
        case .lacks: for word in filter.lacks { addLacked(word) }
        case .text: break
        }
    }

    private mutating func place(_ value: SQLValue) -> SQL {
        values.append(value)
        return .place(values.count)
    }

    private mutating func addChoice(_ column: SQL, _ words: [String]) {
        values.append(.texts(words))
        conditions.append("\(column) IN {texts \(.place(values.count))}")
    }

    private mutating func addStatus(_ words: [StatusWord]) {
        let choices = words.map { word -> SQL in
            switch word {
            case .normalised(let status): "status = \(place(.value(status.rawValue)))"
            case .raw(let raw): "status_raw = \(place(.value(FilterWord.exact(raw))))"
            }
        }
        conditions.append("(\(choices.joined(separator: " OR ")))")
    }

    private mutating func addPriority(_ words: [PriorityWord]) {
        let choices = words.map { word -> SQL in
            switch word {
            case .normalised(let priority): "priority = \(place(.value(priority.rawValue)))"
            case .raw(let raw): "priority_raw = \(place(.value(FilterWord.exact(raw))))"
            }
        }
        conditions.append("(\(choices.joined(separator: " OR ")))")
    }

    private mutating func addTerm(_ kind: TermKind, _ word: String, isThere: Bool = true) {
        let kind = place(.value(kind.rawValue))
        let word = place(.value(word))
        let exists: SQL = """
            EXISTS (SELECT 1 FROM ticket_term WHERE kind = \(kind) AND word = \(word)
            AND ticket_term.connection = ticket.connection AND ticket_term.ticket = ticket.id)
            """
        conditions.append(isThere ? exists : "NOT \(exists)")
    }

    private mutating func addPerson(_ word: TicketFilter.PersonWord?, _ kind: TermKind, nobody: SQL) {
        switch word {
        case .nobody: conditions.append("\(nobody) = 1")
        case .named(let name): addTerm(kind, FilterWord.anyCase(name))
        case nil: break
        }
    }

    private mutating func addTime(_ comparison: SQL, _ time: Timestamp?) {
        guard let time else { return }
        conditions.append("\(comparison) \(place(.value(time)))")
    }

    private mutating func addHeld(_ field: TicketField, holds: Bool) {
        let bit = place(.value(ToldFields(field).rawValue))
        conditions.append(holds ? "(held & \(bit)) <> 0" : "(held & \(bit)) = 0")
    }

    private mutating func addLacked(_ word: TicketFilter.LackedWord) {
        switch word {
        case .field(let field): addHeld(field, holds: false)
        case .tag(let tag): addTerm(.tag, FilterWord.exact(tag), isThere: false)
        }
    }
}
