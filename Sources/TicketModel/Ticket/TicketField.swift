/// A field of a ticket by its name in JSON, in Lua, and in the filter's `has` and `lacks`.
package enum TicketField: String, Sendable, Hashable, CaseIterable {
    case id, connection, provider, number, url, subject, body
    case bodyFormat = "body_format"
    case status
    case statusRaw = "status_raw"
    case priority
    case priorityRaw = "priority_raw"
    case channel, requester, assignee, group, tags, categories, fields
    case createdAt = "created_at"
    case updatedAt = "updated_at"
    case dueAt = "due_at"
    case closedAt = "closed_at"
    case messageCount = "message_count"
    case version, deleted, raw
}

extension Ticket {
    /// What the provider tells of a field, as JSON has it.
    ///
    /// `status`, `body_format` and `deleted` always have a value.
    package func presence(of field: TicketField) -> Presence<JSONValue> {
        switch field {
        case .id: .value(.string(id.description))
        case .connection: .value(.string(id.connection))
        case .provider: .value(.string(provider))
        case .number: number.map(JSONValue.string)
        case .url: url.map(JSONValue.string)
        case .subject: subject.map(JSONValue.string)
        case .body: body.map(JSONValue.string)
        case .bodyFormat: .value(.string(bodyFormat.rawValue))
        case .status: .value(.string(status.rawValue))
        case .statusRaw: statusRaw.map(JSONValue.string)
        case .priority: priority.map { .string($0.rawValue) }
        case .priorityRaw: priorityRaw.map(JSONValue.string)
        case .channel: channel.map(JSONValue.string)
        case .requester: requester.map(\.json)
        case .assignee: assignee.map(\.json)
        case .group: group.map(JSONValue.string)
        case .tags: tags.map { .array($0.map(JSONValue.string)) }
        case .categories: categories.map { .array($0.map(JSONValue.string)) }
        case .fields: fields.map(JSONValue.object)
        case .createdAt: createdAt.map(\.json)
        case .updatedAt: updatedAt.map(\.json)
        case .dueAt: dueAt.map(\.json)
        case .closedAt: closedAt.map(\.json)
        case .messageCount: messageCount.map { .integer(Int64($0)) }
        case .version: version.map(JSONValue.string)
        case .deleted: .value(.bool(deleted))
        case .raw: raw.map(\.value)
        }
    }

    /// Whether a field holds something: not absent, not null, not empty, not `false`, and no `unknown` status.
    package func holds(_ field: TicketField) -> Bool { content(of: field) == .something }
}
