/// What a body is written in.
package enum BodyFormat: String, Sendable, Hashable, CaseIterable {
    case text
    case html
}

/// A ticket as a provider tells it, in one vocabulary for all of them.
package struct Ticket: Sendable, Equatable {
    package var id: TicketID
    /// The name of the provider plugin.
    package var provider: String
    package var number: Presence<String>
    package var url: Presence<String>
    package var subject: Presence<String>
    package var body: Presence<String>
    package var bodyFormat: BodyFormat
    /// The normalised status; `unknown` where it is not told.
    package var status: TicketStatus
    package var statusRaw: Presence<String>
    package var priority: Presence<TicketPriority>
    package var priorityRaw: Presence<String>
    package var channel: Presence<String>
    package var requester: Presence<Person>
    package var assignee: Presence<Person>
    package var group: Presence<String>
    package var tags: Presence<[String]>
    package var categories: Presence<[String]>
    package var fields: Presence<[String: JSONValue]>
    package var createdAt: Presence<Timestamp>
    package var updatedAt: Presence<Timestamp>
    package var dueAt: Presence<Timestamp>
    package var closedAt: Presence<Timestamp>
    package var messageCount: Presence<Int>
    /// An ETag or a stamp that differs whenever the ticket does.
    package var version: Presence<String>
    package var deleted: Bool
    /// What the provider sent.
    package var raw: Presence<JSONText>
    /// The fields whose value stands in our store, because the provider cannot hold it.
    package var local: [TicketField] = []

    /// A ticket of which nothing is told but what is given.
    package init(
        id: TicketID,
        provider: String,
        number: Presence<String> = .absent,
        url: Presence<String> = .absent,
        subject: Presence<String> = .absent,
        body: Presence<String> = .absent,
        bodyFormat: BodyFormat = .text,
        status: TicketStatus = .unknown,
        statusRaw: Presence<String> = .absent,
        priority: Presence<TicketPriority> = .absent,
        priorityRaw: Presence<String> = .absent,
        channel: Presence<String> = .absent,
        requester: Presence<Person> = .absent,
        assignee: Presence<Person> = .absent,
        group: Presence<String> = .absent,
        tags: Presence<[String]> = .absent,
        categories: Presence<[String]> = .absent,
        fields: Presence<[String: JSONValue]> = .absent,
        createdAt: Presence<Timestamp> = .absent,
        updatedAt: Presence<Timestamp> = .absent,
        dueAt: Presence<Timestamp> = .absent,
        closedAt: Presence<Timestamp> = .absent,
        messageCount: Presence<Int> = .absent,
        version: Presence<String> = .absent,
        deleted: Bool = false,
        raw: Presence<JSONText> = .absent
    ) {
        self.id = id
        self.provider = provider
        self.number = number
        self.url = url
        self.subject = subject
        self.body = body
        self.bodyFormat = bodyFormat
        self.status = status
        self.statusRaw = statusRaw
        self.priority = priority
        self.priorityRaw = priorityRaw
        self.channel = channel
        self.requester = requester
        self.assignee = assignee
        self.group = group
        self.tags = tags
        self.categories = categories
        self.fields = fields
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.dueAt = dueAt
        self.closedAt = closedAt
        self.messageCount = messageCount
        self.version = version
        self.deleted = deleted
        self.raw = raw
    }

    /// The status with the provider's own word.
    package var observedStatus: ObservedStatus { ObservedStatus(status, raw: statusRaw.value) }

    /// The body as plain text, whatever it is written in.
    package var plainBody: Presence<String> {
        bodyFormat == .html ? body.map(HTMLText.plain) : body
    }
}
