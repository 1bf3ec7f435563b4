package import FoundationEssentials

extension TicketFilter {
    /// Reads a filter from its terms; a term that is null counts as absent.
    ///
    /// Lists may be written as one text. Times are RFC 3339, dates, durations such as "7d" (that long ago, counted when
    /// the filter is evaluated), or seconds since 1970; durations are texts such as "4h", or seconds.
    /// - Parameter zone: the zone of dates and times that name none; `nil` refuses those.
    /// - Throws: `FilterError` for the first term, by the alphabet, that does not fit.
    package init(_ terms: [String: JSONValue], zone: TimeZone?) throws(FilterError) {
        try self.init(terms, zone: zone, otherKeys: [])
    }

    /// - Parameter otherKeys: keys that the caller reads itself; named where a key is unknown.
    init(_ terms: [String: JSONValue], zone: TimeZone?, otherKeys: [String]) throws(FilterError) {
        self.init()
        for (name, value) in terms.sorted(by: { $0.key < $1.key }) {
            guard let key = Key(rawValue: name) else {
                throw FilterError(
                    key: name,
                    problem: .unknownKey(among: Key.allCases.map(\.rawValue) + otherKeys)
                )
            }
            guard !value.isNull else { continue }
            try set(key, from: TermReader(key: name, value: value, zone: zone))
        }
    }

    private mutating func set(_ key: Key, from term: TermReader) throws(FilterError) {
        switch key {
        case .connection: connections = try term.texts()
        case .status: statuses = try term.list { text throws(ValueError) in try StatusWord(parsing: text) }
        case .priority: priorities = try term.list { text throws(ValueError) in try PriorityWord(parsing: text) }
        case .channel: channels = try term.texts()
        case .tag: tags = try term.texts()
        case .assignee: assignee = try term.person()
        case .requester: requester = try term.person()
        case .text: text = try term.text()
        case .createdAfter: createdAfter = try term.time()
        case .createdBefore: createdBefore = try term.time()
        case .updatedAfter: updatedAfter = try term.time()
        case .updatedBefore: updatedBefore = try term.time()
        case .olderThan: olderThan = try term.span()
        case .waitingLongerThan: waitingLongerThan = try term.span()
        case .has: has = try term.fields()
        case .lacks: lacks = try term.texts().map { TicketField(rawValue: $0).map(LackedWord.field) ?? .tag($0) }
        }
    }

    /// The terms that read back to this filter at a moment: lists as lists, times and durations in seconds.
    package func terms(at now: Timestamp) -> [String: JSONValue] {
        Dictionary(uniqueKeysWithValues: keys.map { ($0.rawValue, term($0, at: now)) })
    }

    private func term(_ key: Key, at now: Timestamp) -> JSONValue {
        switch key {
        case .connection: Self.list(connections)
        case .status: Self.list(statuses.map(\.description))
        case .priority: Self.list(priorities.map(\.description))
        case .channel: Self.list(channels)
        case .tag: Self.list(tags)
        case .assignee: Self.person(assignee)
        case .requester: Self.person(requester)
        case .text: text.map(JSONValue.string) ?? .null
        case .createdAfter: Self.time(createdAfter, at: now)
        case .createdBefore: Self.time(createdBefore, at: now)
        case .updatedAfter: Self.time(updatedAfter, at: now)
        case .updatedBefore: Self.time(updatedBefore, at: now)
        case .olderThan: olderThan?.json ?? .null
        case .waitingLongerThan: waitingLongerThan?.json ?? .null
        case .has: Self.list(has.map(\.rawValue))
        case .lacks: Self.list(lacks.map(\.description))
        }
    }

    private static func list(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }

    private static func person(_ word: PersonWord?) -> JSONValue {
        switch word {
        case .named(let name): .string(name)
        case .nobody: "none"
        case nil: .null
        }
    }

    private static func time(_ bound: TimeBound?, at now: Timestamp) -> JSONValue {
        bound.map { .number($0.resolved(at: now).secondsSinceEpoch) } ?? .null
    }
}

extension TicketFilter.LackedWord: CustomStringConvertible {
    /// The word as it is written in a filter.
    package var description: String {
        switch self {
        case .field(let field): field.rawValue
        case .tag(let tag): tag
        }
    }
}
