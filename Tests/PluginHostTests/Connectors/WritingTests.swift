import LuaRuntime
import Testing
import TicketModel

@testable import PluginHost

/// What a provider plugin is given to write, and what it answers.
struct WritingTests {
    /// A provider whose writes answer what they were given, as JSON.
    private static let echo = """
        reply = function(api, ticket, reply) return { id = usher.json.encode(reply) } end,
        note = function(api, ticket, note) return { id = usher.json.encode { ticket, note.text } } end,
        assign = function(api, ticket, assignee) return { id = usher.json.encode { ticket.id, assignee } } end,
        set_tags = function(api, ticket, tags) return { id = usher.json.encode(usher.json.array(tags)) } end,
        create = function(api, new) return { id = usher.json.encode(new) } end,
        priority_targets = { high = "p1" },
        """

    private func given(_ action: Effect.Action, ticket: Ticket? = Desk.bareTicket) async throws -> JSONValue {
        let desk = try await Desk(Self.echo)
        let effect = Effect(ticket: Desk.bareTicket.id, action: action)
        let outcome = try await desk.connector.write(effect, to: ticket, key: "k-1")
        return try JSONValue(parsing: Array(try #require(outcome.id).utf8))
    }

    @Test func `a reply comes as text, as HTML and with its key`() async throws {
        #expect(
            try await given(.reply("Fish & chips\n\n<b>"))
                == ["text": "Fish & chips\n\n<b>", "html": .string(HTMLText.html("Fish & chips\n\n<b>")), "key": "k-1"]
        )
        let file = OutgoingAttachment(name: "a.txt", mime: "text/plain", data: Array("abc".utf8))
        let reply = try await given(.reply("x", attachments: [file]))
        #expect(reply["attachments"] == [["name": "a.txt", "mime": "text/plain", "data": "abc"]])
    }

    @Test func `a write is given the ticket as last read, in the provider's words`() async throws {
        var ticket = Desk.bareTicket
        ticket.status = .open
        ticket.statusRaw = .value("in work")
        ticket.priority = .value(.urgent)
        ticket.priorityRaw = .value("p1")
        ticket.subject = .null
        ticket.tags = .value([])
        ticket.version = .value("v3")
        ticket.createdAt = .value(Timestamp(microseconds: 1_500_000))
        let row = try await given(.note("x"), ticket: ticket)[0]
        #expect(
            row == [
                "id": "1", "status": "in work", "priority": "p1", "subject": .null, "tags": [], "version": "v3",
                "created_at": 1.5, "body_format": "text",
            ]
        )
    }

    @Test func `a ticket that was not read has its id alone`() async throws {
        #expect(try await given(.note("x"), ticket: nil) == [["id": "1"], "x"])
        #expect(try await given(.assign("ann"), ticket: nil) == ["1", "ann"])
    }

    @Test func `tags are set as a whole, those the ticket has among them`() async throws {
        var ticket = Desk.bareTicket
        ticket.tags = .value(["a", "b"])
        #expect(try await given(.addTags(["b", "c"]), ticket: ticket) == ["a", "b", "c"])
        #expect(try await given(.removeTags(["a", "x"]), ticket: ticket) == ["b"])
        #expect(try await given(.removeTags(["a", "b"]), ticket: ticket) == [])
    }

    @Test func `a new ticket comes with what was asked for`() async throws {
        let new = NewTicket(
            subject: "Parcel",
            text: "Where?",
            requester: "bob@example.com",
            priority: .normalised(.high),
            tags: ["vip"],
            fields: ["order": "A1"],
            dueAt: Timestamp(microseconds: 60_500_000)
        )
        #expect(
            try await given(.create(connection: "desk", new)) == [
                "subject": "Parcel", "text": "Where?", "html": .string(HTMLText.html("Where?")), "key": "k-1",
                "requester": "bob@example.com", "priority": "p1", "tags": ["vip"], "fields": ["order": "A1"], "due_at": 60.5,
            ]
        )
        let bare = try await given(.create(connection: "desk", NewTicket(subject: "s", text: "t")))
        #expect(bare.objectValue?.keys.sorted() == ["html", "key", "subject", "text"])
    }

    @Test func `a new ticket's priority must have a word there`() async throws {
        let new = NewTicket(subject: "s", text: "t", priority: .normalised(.low))
        let failure = await #expect(throws: TicketFailure.self) { try await given(.create(connection: "desk", new)) }
        #expect(failure?.kind == .unsupported)
        #expect(
            failure?.message
                == "acme cannot create a ticket with the priority \"low\"; leave it out, or write raw:WORD with the provider's own word."
        )
    }

    @Test func `what a write's answer told is kept`() async throws {
        let desk = try await Desk(
            """
            reply = function()
              return { id = 12, warning = "The file was left out.", ticket = { id = 1, status = "done" } }
            end,
            """
        )
        let outcome = try await desk.reply()
        #expect(outcome.id == "12")
        #expect(outcome.warning == "The file was left out.")
        #expect(outcome.ticket?.status == .closed)
    }

    @Test func `an answer that tells nothing is fine, and an odd ticket in it does not undo the write`() async throws {
        #expect(try await Desk("reply = function() return {} end,").reply() == WriteOutcome())
        #expect(try await Desk("reply = function() return true end,").reply() == WriteOutcome())
        #expect(try await Desk("reply = function() return { ticket = { subject = 5.5 } } end,").reply() == WriteOutcome())
    }

    @Test func `what no provider sees is not sent through a connection`() async throws {
        let desk = try await Desk(Self.echo)
        let failure = await Desk.failure { () throws(TicketFailure) in
            _ = try await desk.connector.write(Effect(ticket: nil, action: .notify(notifier: "n", text: "t")), to: nil, key: "k")
        }
        #expect(failure?.kind == .unsupported)
        #expect(failure?.message == "notify is not sent through a connection.")
    }
}
