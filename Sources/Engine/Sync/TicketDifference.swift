import TicketModel

/// What happened to a ticket between two reads of it.
///
/// `updated_at`, `version` and `raw` are the provider's bookkeeping: alone they are no change. `message_count` is none where
/// the messages themselves were read.
struct TicketDifference {
    /// What the mirror holds; nil for a ticket that was never seen.
    var old: Ticket?
    var new: Ticket
    /// The messages that came since, oldest first.
    var added: [Message] = []
    /// Whether the messages were read this time.
    var threadRead = false

    /// The changes in the order in which they are reported.
    var changes: [FoundChange] {
        guard let old else { return new.deleted ? [] : [created] + messages }
        if new.deleted { return old.deleted ? [] : [deletion(from: old)] }
        return messages + [statusChange(from: old), update(from: old)].compactMap(\.self)
    }

    private static let bookkeeping: Set<TicketField> = [
        .id, .connection, .provider, .updatedAt, .version, .raw, .bodyFormat,
    ]
    private static let ofStatus: Set<TicketField> = [.status, .statusRaw, .closedAt]

    private var created: FoundChange {
        // Whoever wrote the first message made the ticket.
        FoundChange(kind: .ticketCreated, actor: added.first.map(Self.actor) ?? .unknown)
    }

    private var messages: [FoundChange] {
        added.map { FoundChange(kind: .messageAdded, actor: Self.actor(of: $0), message: $0) }
    }

    private static func actor(of message: Message) -> TicketModel.Actor {
        switch message.author.kind {
        case .requester: .requester
        case .agent: .agent
        case .system: .system
        case .unknown: .unknown
        }
    }

    private func deletion(from old: Ticket) -> FoundChange {
        FoundChange(kind: .ticketDeleted, fields: fields(since: old, among: [.deleted]))
    }

    private func statusChange(from old: Ticket) -> FoundChange? {
        guard old.observedStatus != new.observedStatus else { return nil }
        var change = FoundChange(
            kind: .statusChanged,
            from: old.observedStatus,
            to: new.observedStatus,
            fields: fields(since: old, among: Self.ofStatus)
        )
        // Both words stand in the log even where only one differs.
        for field in [TicketField.status, .statusRaw] {
            let difference = FieldDifference(from: old.presence(of: field), to: new.presence(of: field))
            if !difference.from.isAbsent || !difference.to.isAbsent { change.fields[field] = difference }
        }
        return change
    }

    private func update(from old: Ticket) -> FoundChange? {
        var compared = Set(TicketField.allCases).subtracting(Self.bookkeeping)
        if old.observedStatus != new.observedStatus { compared.subtract(Self.ofStatus) }
        if threadRead { compared.remove(.messageCount) }
        let fields = fields(since: old, among: compared)
        return fields.isEmpty ? nil : FoundChange(kind: .ticketUpdated, fields: fields)
    }

    private func fields(since old: Ticket, among compared: Set<TicketField>) -> [TicketField: FieldDifference] {
        var differences: [TicketField: FieldDifference] = [:]
        for field in compared {
            let difference = FieldDifference(from: old.presence(of: field), to: new.presence(of: field))
            if difference.from != difference.to { differences[field] = difference }
        }
        return differences
    }
}
