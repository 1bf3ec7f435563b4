/// How much a field of a ticket holds, without looking at what that is.
enum FieldContent {
    /// The provider did not tell the field.
    case absent
    /// It is null, an empty text, an empty list, `false`, or the unknown status.
    case nothing
    case something
}

extension Ticket {
    func content(of field: TicketField) -> FieldContent {
        switch field {
        case .id, .connection, .bodyFormat: .something
        case .provider: content(of: .value(provider))
        case .number: content(of: number)
        case .url: content(of: url)
        case .subject: content(of: subject)
        case .body: content(of: body)
        case .status: status == .unknown ? .nothing : .something
        case .statusRaw: content(of: statusRaw)
        case .priority: content(of: priority, isEmpty: { _ in false })
        case .priorityRaw: content(of: priorityRaw)
        case .channel: content(of: channel)
        case .requester: content(of: requester, isEmpty: \.isBlank)
        case .assignee: content(of: assignee, isEmpty: \.isBlank)
        case .group: content(of: group)
        case .tags: content(of: tags, isEmpty: \.isEmpty)
        case .categories: content(of: categories, isEmpty: \.isEmpty)
        case .fields: content(of: fields, isEmpty: \.isEmpty)
        case .createdAt: content(of: createdAt, isEmpty: { _ in false })
        case .updatedAt: content(of: updatedAt, isEmpty: { _ in false })
        case .dueAt: content(of: dueAt, isEmpty: { _ in false })
        case .closedAt: content(of: closedAt, isEmpty: { _ in false })
        case .messageCount: content(of: messageCount, isEmpty: { _ in false })
        case .version: content(of: version)
        case .deleted: deleted ? .something : .nothing
        case .raw: content(of: raw, isEmpty: \.isBlank)
        }
    }

    private func content(of text: Presence<String>) -> FieldContent {
        content(of: text, isEmpty: \.isEmpty)
    }

    private func content<Value>(of presence: Presence<Value>, isEmpty: (Value) -> Bool) -> FieldContent {
        switch presence {
        case .absent: .absent
        case .null: .nothing
        case .value(let value): isEmpty(value) ? .nothing : .something
        }
    }
}

extension Person {
    /// Whether nothing at all is told of the person.
    fileprivate var isBlank: Bool { id == nil && name == nil && email == nil }
}

extension JSONText {
    /// Whether the document is null, false, or empty.
    fileprivate var isBlank: Bool { ["null", "false", "\"\"", "[]", "{}"].contains(text) }
}
