import Testing
import TicketModel

/// What the store keeps comes back as it went in.
struct TicketDocumentTests {
    private static let time = Timestamp(microseconds: 1_772_442_000_123_457)

    private static let full = Ticket(
        id: TicketID(connection: "c", id: "1"),
        provider: "p",
        number: .value("7"),
        url: .null,
        subject: .value("S\u{0}\u{1F469}"),
        body: .value("<p>B"),
        bodyFormat: .html,
        status: .onHold,
        statusRaw: .value("wacht"),
        priority: .value(.high),
        priorityRaw: .null,
        channel: .value(""),
        requester: .value(Person(id: "r", email: "r@x.nl")),
        assignee: .value(Person()),
        group: .value("g"),
        tags: .value([]),
        categories: .value(["k"]),
        fields: .value(["f": 1, "g": .number(1), "n": .null]),
        createdAt: .value(time),
        updatedAt: .value(time + .milliseconds(1500)),
        dueAt: .null,
        closedAt: .value(Timestamp(microseconds: -1)),
        messageCount: .value(2),
        version: .value("v"),
        deleted: true
    )

    private static func nulls() -> Ticket {
        var ticket = Ticket(id: TicketID(connection: "c", id: "2"), provider: "p")
        (ticket.number, ticket.url, ticket.subject, ticket.body) = (.null, .null, .null, .null)
        (ticket.statusRaw, ticket.priority, ticket.priorityRaw, ticket.channel) = (.null, .null, .null, .null)
        (ticket.requester, ticket.assignee, ticket.group, ticket.tags) = (.null, .null, .null, .null)
        (ticket.categories, ticket.fields, ticket.createdAt, ticket.updatedAt) = (.null, .null, .null, .null)
        (ticket.dueAt, ticket.closedAt, ticket.messageCount, ticket.version) = (.null, .null, .null, .null)
        return ticket
    }

    @Test(arguments: [full, nulls(), Ticket(id: TicketID(connection: "c", id: "3"), provider: "p")])
    func `a ticket comes back`(ticket: Ticket) throws {
        #expect(Ticket(id: ticket.id, document: ticket.document) == ticket)
    }

    @Test(arguments: [full, nulls(), Ticket(id: TicketID(connection: "c", id: "3"), provider: "p")])
    func `a document is canonical`(ticket: Ticket) throws {
        #expect(try JSONValue(parsing: ticket.document).text() == ticket.document)
    }

    @Test(arguments: [Presence<JSONText>.absent, .null, .value(["a": [1]])])
    func `what the provider sent stands beside the document`(raw: Presence<JSONText>) throws {
        var ticket = Self.full
        ticket.raw = raw
        #expect(try JSONValue(parsing: ticket.document)["raw"] == nil)
        #expect(Ticket(id: ticket.id, document: ticket.document, raw: raw) == ticket)
    }

    @Test(arguments: [Presence<Timestamp>.absent, .null, .value(time)])
    func `a message comes back`(createdAt: Presence<Timestamp>) throws {
        let message = Message(
            id: "m",
            author: MessageAuthor(kind: .agent, id: "a", email: "a@x.nl"),
            visibility: .internal,
            body: "B",
            format: .html,
            createdAt: createdAt,
            attachments: [MessageAttachment(id: "f", name: "a.pdf", size: 7), MessageAttachment(url: "https://x.nl")]
        )
        let kept = try JSONValue(parsing: message.document.text())
        #expect(Message(id: "m", document: kept) == message)
    }

    @Test(arguments: [
        JSONValue.null, ["provider": "p"],
        ["provider": "p", "status": "gone", "body_format": "text", "deleted": false],
        ["provider": "p", "status": "open", "body_format": "text", "deleted": false, "tags": [1]],
        ["provider": "p", "status": "open", "body_format": "text", "deleted": false, "updated_at": "yesterday"],
    ])
    func `what was never written is no ticket`(document: JSONValue) {
        #expect(Ticket(id: TicketID(connection: "c", id: "1"), document: document.text()) == nil)
    }

    @Test func `fields are taken one by one`() {
        var ticket = Ticket(id: TicketID(connection: "c", id: "1"), provider: "p")
        #expect(ticket.toldFields == [ToldFields(.provider), ToldFields(.deleted)].union)
        ticket.take(Self.full.toldFields, from: Self.full)
        #expect(ticket == Self.full)
    }
}

extension [ToldFields] {
    /// The fields of all of them, and those that every ticket tells.
    fileprivate var union: ToldFields {
        reduce([ToldFields(.id), ToldFields(.connection)]) { $0.union($1) }
    }
}
