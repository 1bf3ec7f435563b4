/// Which of a ticket's fields a provider told, null among them.
///
/// The numbers are kept in databases: they are only ever added to.
package struct ToldFields: OptionSet, Sendable, Hashable {
    package let rawValue: Int64

    /// The set of these bits.
    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// The set of one field.
    package init(_ field: TicketField) {
        self.init(rawValue: 1 << Self.number(of: field))
    }

    private static func number(of field: TicketField) -> Int64 {
        switch field {
        case .id: 0
        case .connection: 1
        case .provider: 2
        case .number: 3
        case .url: 4
        case .subject: 5
        case .body: 6
        case .bodyFormat: 7
        case .status: 8
        case .statusRaw: 9
        case .priority: 10
        case .priorityRaw: 11
        case .channel: 12
        case .requester: 13
        case .assignee: 14
        case .group: 15
        case .tags: 16
        case .categories: 17
        case .fields: 18
        case .createdAt: 19
        case .updatedAt: 20
        case .dueAt: 21
        case .closedAt: 22
        case .messageCount: 23
        case .version: 24
        case .deleted: 25
        case .raw: 26
        }
    }
}

extension Ticket {
    /// The fields that are not absent; an unknown status counts as absent.
    package var toldFields: ToldFields {
        var told: ToldFields = []
        for field in TicketField.allCases where tells(field) { told.insert(ToldFields(field)) }
        return told
    }

    /// The fields that hold something.
    package var heldFields: ToldFields {
        var held: ToldFields = []
        for field in TicketField.allCases where holds(field) { held.insert(ToldFields(field)) }
        return held
    }

    private func tells(_ field: TicketField) -> Bool {
        switch field {
        case .status: status != .unknown
        case .bodyFormat: !body.isAbsent
        default: content(of: field) != .absent
        }
    }

    /// Takes fields from another ticket, as they are there.
    package mutating func take(_ taken: ToldFields, from other: Ticket) {
        for field in TicketField.allCases where taken.contains(ToldFields(field)) { take(field, from: other) }
    }

    private mutating func take(_ field: TicketField, from other: Ticket) {
        switch field {
        case .id, .connection: break
        case .provider: provider = other.provider
        case .number: number = other.number
        case .url: url = other.url
        case .subject: subject = other.subject
        case .body: body = other.body
        case .bodyFormat: bodyFormat = other.bodyFormat
        case .status: status = other.status
        case .statusRaw: statusRaw = other.statusRaw
        case .priority: priority = other.priority
        case .priorityRaw: priorityRaw = other.priorityRaw
        case .channel: channel = other.channel
        case .requester: requester = other.requester
        case .assignee: assignee = other.assignee
        case .group: group = other.group
        case .tags: tags = other.tags
        case .categories: categories = other.categories
        case .fields: fields = other.fields
        case .createdAt: createdAt = other.createdAt
        case .updatedAt: updatedAt = other.updatedAt
        case .dueAt: dueAt = other.dueAt
        case .closedAt: closedAt = other.closedAt
        case .messageCount: messageCount = other.messageCount
        case .version: version = other.version
        case .deleted: deleted = other.deleted
        case .raw: raw = other.raw
        }
    }
}
