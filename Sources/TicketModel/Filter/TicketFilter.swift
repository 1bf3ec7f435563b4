/// What tickets are looked for by: on the command line, in Lua, and in a trigger's `where`.
///
/// Conditions that are not set (`nil` or empty) let everything through; all that are set must hold.
package struct TicketFilter: Sendable, Equatable {
    /// The names of the conditions, in the order in which they are evaluated.
    package enum Key: String, Sendable, Hashable, CaseIterable {
        case connection, status, priority, channel, tag, assignee, requester
        case createdAfter = "created_after"
        case createdBefore = "created_before"
        case updatedAfter = "updated_after"
        case updatedBefore = "updated_before"
        case olderThan = "older_than"
        case has, lacks, text
        case waitingLongerThan = "waiting_longer_than"
    }

    /// A person to look for.
    package enum PersonWord: Sendable, Hashable {
        case nobody
        /// By id, name or email, in any case.
        case named(String)
    }

    /// What must hold nothing: a field, or a tag that must not be there.
    package enum LackedWord: Sendable, Hashable {
        case field(TicketField)
        case tag(String)
    }

    /// One of these connections.
    package var connections: [String] = []
    /// One of these statuses.
    package var statuses: [StatusWord] = []
    /// One of these priorities.
    package var priorities: [PriorityWord] = []
    /// One of these channels.
    package var channels: [String] = []
    /// All of these tags.
    package var tags: [String] = []
    package var assignee: PersonWord?
    package var requester: PersonWord?
    /// A text in the subject or the body, whatever the case and diacritics.
    package var text: String?
    /// At this time or later.
    package var createdAfter: TimeBound?
    /// Earlier than this time.
    package var createdBefore: TimeBound?
    /// At this time or later.
    package var updatedAfter: TimeBound?
    /// Earlier than this time.
    package var updatedBefore: TimeBound?
    /// Created longer ago than this.
    package var olderThan: TimeSpan?
    /// The requester waits for an answer longer than this.
    package var waitingLongerThan: TimeSpan?
    /// All of these fields hold something.
    package var has: [TicketField] = []
    /// None of these fields holds anything, and none of these tags is there.
    package var lacks: [LackedWord] = []

    /// A filter that lets everything through.
    package init() {}

    /// The conditions that are set.
    package var keys: Set<Key> { Set(Key.allCases.filter(isSet)) }

    /// Whether it lets everything through.
    package var isEmpty: Bool { keys.isEmpty }

    /// Whether it asks for what it asks to be lacking, so that it lets nothing through.
    package var isContradictory: Bool {
        var held = Set(has)
        if case .named = assignee { held.insert(.assignee) }
        if case .named = requester { held.insert(.requester) }
        return lacks.contains { word in
            switch word {
            case .field(let field): held.contains(field)
            case .tag(let tag): tags.contains(tag)
            }
        }
    }

    /// Whether evaluating it needs each ticket's messages.
    package var needsMessages: Bool { waitingLongerThan != nil }

    /// This filter with every condition that another one sets taken from there.
    package func merging(_ other: TicketFilter) -> TicketFilter {
        var merged = self
        for key in other.keys { merged.take(key, from: other) }
        return merged
    }

    private func isSet(_ key: Key) -> Bool {
        switch key {
        case .connection: !connections.isEmpty
        case .status: !statuses.isEmpty
        case .priority: !priorities.isEmpty
        case .channel: !channels.isEmpty
        case .tag: !tags.isEmpty
        case .assignee: assignee != nil
        case .requester: requester != nil
        case .text: text != nil
        case .createdAfter: createdAfter != nil
        case .createdBefore: createdBefore != nil
        case .updatedAfter: updatedAfter != nil
        case .updatedBefore: updatedBefore != nil
        case .olderThan: olderThan != nil
        case .waitingLongerThan: waitingLongerThan != nil
        case .has: !has.isEmpty
        case .lacks: !lacks.isEmpty
        }
    }

    private mutating func take(_ key: Key, from other: TicketFilter) {
        switch key {
        case .connection: connections = other.connections
        case .status: statuses = other.statuses
        case .priority: priorities = other.priorities
        case .channel: channels = other.channels
        case .tag: tags = other.tags
        case .assignee: assignee = other.assignee
        case .requester: requester = other.requester
        case .text: text = other.text
        case .createdAfter: createdAfter = other.createdAfter
        case .createdBefore: createdBefore = other.createdBefore
        case .updatedAfter: updatedAfter = other.updatedAfter
        case .updatedBefore: updatedBefore = other.updatedBefore
        case .olderThan: olderThan = other.olderThan
        case .waitingLongerThan: waitingLongerThan = other.waitingLongerThan
        case .has: has = other.has
        case .lacks: lacks = other.lacks
        }
    }
}
