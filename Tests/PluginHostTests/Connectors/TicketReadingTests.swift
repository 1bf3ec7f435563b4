import Testing
import TicketModel

@testable import PluginHost

/// Tickets as a provider plugin tells them.
struct TicketReadingTests {
    private func ticket(_ row: String, id: String = "1", keys: String = "") async throws -> Ticket {
        let desk = try await Desk("get = function(api, id) return \(row) end, \(keys)")
        return try await desk.connector.get(id).ticket
    }

    @Test func `another ticket than was asked for is not taken`() async throws {
        let failure = try await failure("{ id = 2 }")
        #expect(failure?.kind == .protocolError)
        #expect(failure?.message.contains("asked for ticket 1 it told ticket 2") == true)
    }

    private func failure(_ row: String) async throws -> TicketFailure? {
        let desk = try await Desk("get = function(api, id) return \(row) end,")
        return await Desk.failure { () throws(TicketFailure) in _ = try await desk.connector.get("1") }
    }

    @Test func `every field is read as it was told`() async throws {
        let ticket = try await ticket(
            """
            {
              id = 17, number = 1042, url = "https://desk.example/17", subject = "Parcel", body = "<p>Where?</p>",
              body_format = "html", status = "in work", priority = "urgent", channel = "mail",
              requester = { id = 5, name = "Bob", email = "bob@example.com" }, assignee = {}, group = "north",
              tags = { "vip", 7 }, categories = {}, fields = { order = "A1", paid = false, gone = usher.null },
              created_at = "2026-01-09T03:42:38+01:00", updated_at = 1767930158.5, due_at = usher.parse_time("2026-02-01"),
              message_count = 3, version = 12, deleted = false, raw = { id = 17, list = usher.json.array {} },
            }
            """,
            id: "17"
        )
        #expect(ticket.id == TicketID(connection: "desk", id: "17"))
        #expect(ticket.provider == "acme")
        #expect(ticket.number == .value("1042"))
        #expect(ticket.url == .value("https://desk.example/17"))
        #expect(ticket.subject == .value("Parcel"))
        #expect(ticket.body == .value("<p>Where?</p>") && ticket.bodyFormat == .html)
        #expect(ticket.status == .open && ticket.statusRaw == .value("in work"))
        #expect(ticket.priority == .value(.urgent) && ticket.priorityRaw == .value("urgent"))
        #expect(ticket.channel == .value("mail") && ticket.group == .value("north"))
        #expect(ticket.requester == .value(Person(id: "5", name: "Bob", email: "bob@example.com")))
        #expect(ticket.assignee == .value(Person()))
        #expect(ticket.tags == .value(["vip", "7"]) && ticket.categories == .value([]))
        #expect(ticket.fields == .value(["order": "A1", "paid": false, "gone": .null]))
        #expect(ticket.createdAt == .value(try Timestamp(parsing: "2026-01-09T02:42:38Z", zone: nil)))
        #expect(ticket.updatedAt == .value(Timestamp(microseconds: 1_767_930_158_500_000)))
        #expect(ticket.dueAt == .value(try Timestamp(parsing: "2026-02-01T00:00:00Z", zone: nil)))
        #expect(ticket.closedAt == .absent)
        #expect(ticket.messageCount == .value(3) && ticket.version == .value("12") && !ticket.deleted)
        #expect(ticket.raw == .value(["id": 17, "list": []]))
    }

    @Test func `a time that stands for none is null`() async throws {
        let never = "1970-01-01T00:00:00Z"
        let row = "{ id = 1, due_at = \"\(never)\", closed_at = \"\", created_at = \"2026-01-09T02:42:38Z\" }"
        let ticket = try await ticket(row, keys: "unset_times = { \"\(never)\", \"\" },")
        #expect(ticket.dueAt == .null && ticket.closedAt == .null && ticket.createdAt.value != nil)
        let epoch = try await self.ticket("{ id = 1, due_at = \"\(never)\" }")
        #expect(epoch.dueAt == .value(Timestamp(microseconds: 0)))
    }

    @Test func `the lines of a body end one way`() async throws {
        #expect(try await ticket("{ id = 1, body = \"a\\r\\nb\\nc\" }").body == .value("a\nb\nc"))
    }

    @Test func `what is not told is absent`() async throws {
        #expect(try await ticket("{ id = \"1\" }") == Desk.bareTicket)
    }

    @Test func `null is told, and is not absence`() async throws {
        let ticket = try await ticket(
            """
            {
              id = "1", number = usher.null, subject = usher.null, body = usher.null, body_format = usher.null,
              status = usher.null, priority = usher.null, requester = usher.null, assignee = usher.null, tags = usher.null,
              fields = usher.null, created_at = usher.null, message_count = usher.null, deleted = usher.null, raw = usher.null,
            }
            """
        )
        #expect(ticket.number == .null && ticket.subject == .null && ticket.body == .null)
        #expect(ticket.bodyFormat == .text)
        #expect(ticket.status == .unknown && ticket.statusRaw == .null)
        #expect(ticket.priority == .null && ticket.priorityRaw == .null)
        #expect(ticket.requester == .null && ticket.assignee == .null && ticket.tags == .null && ticket.fields == .null)
        #expect(ticket.createdAt == .null && ticket.messageCount == .null && ticket.raw == .null)
        #expect(!ticket.deleted)
    }

    @Test func `a word that is not mapped is unknown, and kept`() async throws {
        let ticket = try await ticket("{ id = 1, status = \"parked\", priority = \"p9\" }")
        #expect(ticket.status == .unknown && ticket.statusRaw == .value("parked"))
        #expect(ticket.priority == .absent && ticket.priorityRaw == .value("p9"))
    }

    @Test func `the declared format holds where a ticket does not say`() async throws {
        #expect(try await ticket("{ id = 1, body = \"x\" }", keys: "body_format = \"html\",").bodyFormat == .html)
        #expect(
            try await ticket("{ id = 1, body_format = \"text\" }", keys: "body_format = \"html\",").bodyFormat == .text
        )
    }

    @Test(arguments: [
        ("true", "a ticket is a table, not boolean"),
        ("usher.null", "a ticket is a table, not null"),
        ("{}", "a ticket has no id"),
        ("{ id = \"\" }", "a ticket has no id"),
        ("{ id = usher.null }", "a ticket has no id"),
        ("{ id = 1.5 }", "a ticket has no id"),
        ("{ id = 1, subject = {} }", "subject of ticket 1 is a table and not text"),
        ("{ id = 1, subject = true }", "subject of ticket 1 is a boolean and not text"),
        ("{ id = 1, body_format = \"markdown\" }", "body_format of ticket 1 is \"markdown\" and not one of text, html"),
        ("{ id = 1, status = { name = \"open\" } }", "status of ticket 1 is a table and not text"),
        ("{ id = 1, requester = \"Bob\" }", "requester of ticket 1 is \"Bob\" and not a table with id, name or email"),
        ("{ id = 1, tags = \"vip\" }", "tags of ticket 1 is \"vip\" and not a list of texts"),
        ("{ id = 1, tags = { {} } }", "tags of ticket 1 is a table and not a list of texts"),
        ("{ id = 1, tags = { vip = true } }", "tags of ticket 1 is a table and not a list of texts"),
        ("{ id = 1, fields = \"x\" }", "fields of ticket 1 is \"x\" and not a table with names"),
        (
            "{ id = 1, created_at = \"yesterday\" }",
            "created_at of ticket 1 is \"yesterday\" and not a time: RFC 3339, or what usher.parse_time answers"
        ),
        (
            "{ id = 1, created_at = \"2026-01-09 03:42:38\" }",
            "created_at of ticket 1 is \"2026-01-09 03:42:38\" and not a time: RFC 3339, or what usher.parse_time answers"
        ),
        (
            "{ id = 1, created_at = 1e300 }",
            "created_at of ticket 1 is a number and not a time: RFC 3339, or what usher.parse_time answers"
        ),
        ("{ id = 1, message_count = \"3\" }", "message_count of ticket 1 is \"3\" and not a whole number"),
        ("{ id = 1, deleted = \"no\" }", "deleted of ticket 1 is \"no\" and not true or false"),
    ])
    func `a field of the wrong type is told`(_ row: String, _ told: String) async throws {
        let failure = try await failure(row)
        #expect(failure?.kind == .protocolError)
        #expect(failure?.connection == "desk")
        #expect(failure?.message == "the plugin acme answered get of desk wrongly: \(told); mend the plugin.")
    }

    @Test func `nothing at all is told`() async throws {
        #expect(
            try await failure("nil")?.message
                == "the plugin acme answered get of desk wrongly: it gave neither a result nor an error; mend the plugin."
        )
        #expect(
            try await failure("nil, \"not there\"")?.message
                == "the plugin acme answered get of desk wrongly: its error is the text \"not there\" and not an usher.error; mend the plugin."
        )
    }
}
