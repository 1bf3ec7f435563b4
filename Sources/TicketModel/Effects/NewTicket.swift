/// A ticket to be created.
package struct NewTicket: Sendable, Equatable {
    package var subject: String
    /// The first message, in plain text.
    package var text: String
    /// Who it is for: an id, a name or an email, as the provider takes it.
    package var requester: String?
    package var priority: PriorityWord?
    package var tags: [String]
    package var fields: [String: JSONValue]
    package var dueAt: Timestamp?
    package var attachments: [OutgoingAttachment]

    /// A ticket to be created with a subject and a first message.
    package init(
        subject: String,
        text: String,
        requester: String? = nil,
        priority: PriorityWord? = nil,
        tags: [String] = [],
        fields: [String: JSONValue] = [:],
        dueAt: Timestamp? = nil,
        attachments: [OutgoingAttachment] = []
    ) {
        self.subject = subject
        self.text = text
        self.requester = requester
        self.priority = priority
        self.tags = tags
        self.fields = fields
        self.dueAt = dueAt
        self.attachments = attachments
    }

    /// What is asked for; what is not is left out.
    package var json: JSONValue {
        var members: [String: JSONValue] = ["subject": .string(subject), "text": .string(text)]
        members["requester"] = requester.map(JSONValue.string)
        members["priority"] = priority.map { .string($0.description) }
        members["due_at"] = dueAt?.json
        if !tags.isEmpty { members["tags"] = .array(tags.map(JSONValue.string)) }
        if !fields.isEmpty { members["fields"] = .object(fields) }
        if !attachments.isEmpty { members["attachments"] = .array(attachments.map(\.json)) }
        return .object(members)
    }
}
