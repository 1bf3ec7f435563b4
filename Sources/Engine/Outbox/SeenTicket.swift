import TicketModel

/// What a handler saw of a ticket when it asked for an effect; the relay holds it against what the ticket is by then.
struct SeenTicket: Sendable, Equatable {
    /// The provider's version of the ticket, where it has one.
    var version: String?
    /// The value that a setting effect would replace; `nil` where it was not told.
    var value: String?
    /// The id of the last message; `nil` where there was none, or messages were not told.
    var lastMessage: String?
    /// When the ticket was read, as the handler saw it.
    var readAt: Timestamp

    init(version: String? = nil, value: String? = nil, lastMessage: String? = nil, readAt: Timestamp) {
        self.version = version
        self.value = value
        self.lastMessage = lastMessage
        self.readAt = readAt
    }

    /// What is to be kept of a ticket for an effect.
    init(_ ticket: Ticket?, messages: [Message]?, readAt: Timestamp, for effect: Effect) {
        self.init(
            version: ticket?.version.value,
            value: ticket.flatMap { effect.value(on: $0) },
            lastMessage: messages?.last?.id,
            readAt: readAt
        )
    }

    var json: JSONValue {
        var members: [String: JSONValue] = ["read_at": .integer(readAt.microseconds)]
        members["version"] = version.map(JSONValue.string)
        members["value"] = value.map(JSONValue.string)
        members["last_message"] = lastMessage.map(JSONValue.string)
        return .object(members)
    }

    init(_ json: JSONValue, createdAt: Timestamp) {
        self.init(
            version: json["version"]?.stringValue,
            value: json["value"]?.stringValue,
            lastMessage: json["last_message"]?.stringValue,
            readAt: json["read_at"]?.integerValue.map(Timestamp.init(microseconds:)) ?? createdAt
        )
    }
}

extension Effect {
    /// The value on a ticket that this effect would replace, in words that compare; `nil` where it is not told.
    ///
    /// Tags have none: adding one and removing another do not get into each other's way.
    func value(on ticket: Ticket) -> String? {
        switch action {
        case .setStatus: ticket.statusRaw.value ?? (ticket.status == .unknown ? nil : ticket.status.rawValue)
        case .setPriority:
            switch (ticket.priorityRaw, ticket.priority) {
            case (.value(let raw), _): raw
            case (_, .value(let priority)): priority.rawValue
            case (.absent, .absent): nil
            default: ""
            }
        case .assign:
            ticket.assignee.isAbsent ? nil : ticket.assignee.value.flatMap { $0.id ?? $0.email ?? $0.name } ?? ""
        case .addTags, .removeTags, .reply, .note, .create, .notify, .later: nil
        }
    }
}
