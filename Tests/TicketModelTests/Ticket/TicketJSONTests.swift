import Testing
import TicketModel

struct TicketJSONTests {
    @Test func `what is not told is left out`() {
        let ticket = Ticket(id: TicketID(connection: "portal", id: "tic_1"), provider: "mijnklantportaal")
        #expect(
            ticket.json(includingRaw: true) == [
                "id": "portal/tic_1", "connection": "portal", "provider": "mijnklantportaal", "status": "unknown",
                "body_format": "text", "deleted": false,
            ]
        )
    }

    @Test func `everything that is told has its name, and null is null`() throws {
        let time = try Timestamp(parsing: "2026-01-09T03:42:38Z", zone: nil)
        let ticket = Ticket(
            id: TicketID(connection: "c", id: "1"),
            provider: "p",
            number: .value("7"),
            url: .null,
            subject: .value("S"),
            body: .value("<p>B"),
            bodyFormat: .html,
            status: .onHold,
            statusRaw: .value("wacht"),
            priority: .value(.high),
            priorityRaw: .value("3"),
            channel: .value("email"),
            requester: .value(Person(id: "r", email: "r@x.nl")),
            assignee: .null,
            group: .value("g"),
            tags: .value([]),
            categories: .value(["k"]),
            fields: .value(["f": 1]),
            createdAt: .value(time),
            updatedAt: .value(time + .milliseconds(1500)),
            dueAt: .null,
            closedAt: .null,
            messageCount: .value(2),
            version: .value("v"),
            deleted: true,
            raw: .value(["x": .null])
        )
        let expected: JSONValue = [
            "id": "c/1", "connection": "c", "provider": "p", "number": "7", "url": .null, "subject": "S",
            "body": "<p>B",
            "body_format": "html", "status": "on_hold", "status_raw": "wacht", "priority": "high", "priority_raw": "3",
            "channel": "email", "requester": ["id": "r", "email": "r@x.nl"], "assignee": .null, "group": "g",
            "tags": [],
            "categories": ["k"], "fields": ["f": 1], "created_at": "2026-01-09T03:42:38Z",
            "updated_at": "2026-01-09T03:42:39.500Z", "due_at": .null, "closed_at": .null, "message_count": 2,
            "version": "v",
            "deleted": true,
        ]
        #expect(ticket.json(includingRaw: false) == expected)
        #expect(ticket.json(includingRaw: true)["raw"] == ["x": .null])
        #expect(
            Set(ticket.json(includingRaw: true).objectValue?.keys ?? [:].keys)
                == Set(TicketField.allCases.map(\.rawValue))
        )
    }

    @Test func `a message has its fields`() throws {
        var message = Message(
            id: "m1",
            author: MessageAuthor(kind: .agent, name: "Jan"),
            visibility: .internal,
            body: "b",
            format: .html,
            createdAt: .value(try Timestamp(parsing: "2026-01-09T03:42:38+01:00", zone: nil)),
            attachments: [MessageAttachment(name: "a.pdf", size: 3, url: "https://x/a")]
        )
        #expect(
            message.json == [
                "id": "m1", "author": ["kind": "agent", "name": "Jan"], "visibility": "internal", "body": "b",
                "format": "html", "created_at": "2026-01-09T02:42:38Z",
                "attachments": [["name": "a.pdf", "size": 3, "url": "https://x/a"]],
            ]
        )
        message.createdAt = .null
        #expect(message.json["created_at"] == JSONValue.null)
        message.createdAt = .absent
        #expect(message.json.objectValue?.keys.contains("created_at") == false)
    }

    @Test func `a field holds something unless it is absent, null or empty`() {
        var ticket = Ticket(id: TicketID(connection: "c", id: "1"), provider: "p")
        #expect([TicketField.id, .connection, .provider].allSatisfy(ticket.holds))
        #expect(![TicketField.status, .deleted, .tags, .assignee, .subject].contains(where: ticket.holds))
        ticket.tags = .value([])
        ticket.assignee = .value(Person())
        ticket.subject = .value("")
        ticket.dueAt = .null
        #expect(![TicketField.tags, .assignee, .subject, .dueAt].contains(where: ticket.holds))
        ticket.tags = .value(["t"])
        ticket.assignee = .value(Person(name: "Jan"))
        ticket.status = .open
        ticket.deleted = true
        ticket.messageCount = .value(0)
        #expect([TicketField.tags, .assignee, .status, .deleted, .messageCount].allSatisfy(ticket.holds))
    }
}
