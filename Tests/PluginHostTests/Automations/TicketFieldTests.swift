import LuaRuntime
import Testing
import TicketModel

@testable import PluginHost

/// A ticket as an automation reads it.
struct TicketFieldTests {
    private static let full = Workshop.ticket("7") {
        $0.number = .value("1042")
        $0.subject = .value("Parcel")
        $0.body = .value("<p>Fish &amp; chips</p>")
        $0.bodyFormat = .html
        $0.statusRaw = .value("in work")
        $0.priority = .value(.high)
        $0.requester = .value(Person(id: "5", name: "Bob"))
        $0.tags = .value(["a", "b"])
        $0.fields = .value(["order": "A1", "paid": .null, "count": 3])
        $0.createdAt = .value(Timestamp(microseconds: 1_500_000))
        $0.messageCount = .value(3)
        $0.raw = .value(["x": [1, .null]])
    }

    @Test(arguments: [
        ("ticket.id", "desk/7"), ("ticket.connection", "desk"), ("ticket.provider", "acme"), ("ticket.number", "1042"),
        ("ticket.subject", "Parcel"), ("ticket.body", "Fish & chips"), ("ticket.status", "open"),
        ("ticket.status_raw", "in work"),
        ("ticket.priority", "high"), ("ticket.requester.name", "Bob"), ("ticket.requester.email", "nil"),
        ("table.concat(ticket.tags, \"+\")", "a+b"), ("#ticket.categories", "0"), ("ticket.fields.order", "A1"),
        ("math.type(ticket.fields.count)", "integer"), ("ticket.created_at", "1.5"), ("ticket.updated_at", "nil"),
        ("ticket.message_count", "3"), ("ticket.deleted", "false"), ("ticket.raw.x[1]", "1"),
        ("tostring(ticket)", "ticket desk/7"),
        ("ticket.assignee", "nil"), ("ctx.mode", "shadow"), ("ctx:now()", "1767930158"),
        ("event.kind", "ticket.created"),
        ("event.actor", "unknown"), ("event.message", "nil"), ("event.from", "nil"),
    ])
    func `a field reads as`(_ field: String, _ value: String) async throws {
        let printed = try await Workshop.printed("print(\(field))", for: Self.full)
        #expect(printed == [value] || printed == [value + ".0"])
    }

    @Test func `a field crosses the border when it is first read, and only then`() async throws {
        func calls(_ run: String) async throws -> Int {
            try await Workshop(MadeUpPlugin.automation(run)).created(Self.full).usage?.hostCalls ?? 0
        }
        let none = try await calls("local it = ticket")
        let two = try await calls("local a, b = ticket.subject .. ticket.subject, ticket.due_at or ticket.due_at")
        #expect(two == none + 2)
        #expect(try await calls("for _ in pairs(ticket) do end") > none + 10)
    }

    @Test func `null and absent read alike, and presence tells them apart`() async throws {
        let ticket = Workshop.ticket {
            $0.subject = .null
            $0.tags = .null
            $0.dueAt = .null
            $0.priority = .value(.low)
        }
        let printed = try await Workshop.printed(
            """
            print(ticket.subject, ticket.url, ticket.due_at, #ticket.tags, #ticket.categories, next(ticket.fields))
            for _, name in ipairs { "subject", "url", "tags", "categories", "due_at", "priority", "id", "deleted" } do
              print(name, ticket:presence(name))
            end
            """,
            for: ticket
        )
        #expect(
            printed == [
                "nil\tnil\tnil\t0\t0\tnil", "subject\tnull", "url\tabsent", "tags\tnull", "categories\tabsent",
                "due_at\tnull",
                "priority\tvalue", "id\tvalue", "deleted\tvalue",
            ]
        )
    }

    @Test(arguments: [
        ("print(ticket.sbject)", "a ticket has no field \"sbject\"; did you mean \"subject\"?"),
        ("print(ticket.nonsense_of_mine)", "a ticket has no field \"nonsense_of_mine\""),
        ("print(ticket.body_format)", "a ticket has no field \"body_format\""),
        ("print(ticket[1])", "a ticket has no field \"1\""),
        ("ticket:presence \"sbject\"", "a ticket has no field \"sbject\"; did you mean \"subject\"?"),
        (
            "ticket.status = \"closed\"",
            "a ticket's status cannot be assigned to; ask for a change, as in ticket:set_status \"closed\""
        ),
        ("setmetatable(ticket, nil)", "cannot change a protected metatable"),
        ("ticket.messages()", "call a ticket's functions with a colon: ticket:reply \"…\""),
        ("ticket.reply(\"Hello\")", "call a ticket's functions with a colon: ticket:reply \"…\""),
    ])
    func `a slip is an error at its line`(_ run: String, _ told: String) async throws {
        let failure = try #require(try await Workshop(MadeUpPlugin.automation(run)).failure())
        #expect(failure.kind == .script)
        #expect(failure.message == told)
        #expect(failure.file == "automations/acme.lua" && failure.line == 8)
        #expect(failure.handler == "triggers[1].run" && failure.plugin == "acme")
    }

    @Test func `a ticket is gone through, compared and written as JSON like the table it is not`() async throws {
        let printed = try await Workshop.printed(
            """
            local seen = {}
            for name, value in pairs(ticket) do
              assert(value == ticket[name] or name == "tags" and #value == 2)
              seen[#seen + 1] = name
            end
            print(table.concat(seen, " ", 1, 4), #ticket.tags, next(ticket))
            print(ticket == event.ticket, ticket == ctx, ticket ~= 5)
            local json = usher.json.decode(usher.json.encode { one = ticket })
            print(json.one.subject, json.one.id, #json.one.tags, json.one.due_at == nil)
            """,
            for: Self.full
        )
        #expect(
            printed == [
                "id connection provider number\t2\tnil", "true\tfalse\ttrue", "Parcel\tdesk/7\t2\ttrue",
            ]
        )
    }

    @Test func `a ticket of an earlier run is dead`() async throws {
        let text = MadeUpPlugin.automation(
            """
            if kept then
              print(pcall(function() return kept.subject end))
              print(pcall(function() return kept:reply "late" end))
              print(pcall(usher.json.encode, kept))
              print(pcall(pairs, kept))
            end
            kept = ticket
            print(kept.subject)
            """,
            needs: ["reply"],
            before: "local kept"
        )
        let workshop = try await Workshop(text, limits: PluginLimits(states: 1))
        _ = try await workshop.created()
        let second = try await workshop.created()
        let told =
            "false\tautomations/acme.lua:9: this ticket belongs to a run that has ended; read it again with ctx.tickets:get(id)"
        #expect(second.log.first?.text == told)
        #expect(second.log.dropFirst().first?.text == told.replacing(":9:", with: ":10:"))
        let gone = "this ticket belongs to a run that has ended; read it again with ctx.tickets:get(id)"
        #expect(second.log.count == 5)
        #expect(second.log.dropFirst(2).prefix(2).allSatisfy { $0.text.hasPrefix("false") && $0.text.hasSuffix(gone) })
        #expect(second.effects == [])
    }

    @Test func `a message comes with its event, its body as text`() async throws {
        let message = Message(
            id: "m1",
            author: MessageAuthor(kind: .requester, name: "Bob"),
            visibility: .public,
            body: "<b>Hi</b>",
            format: .html,
            createdAt: .value(Timestamp(microseconds: 2_000_000)),
            attachments: [MessageAttachment(name: "a.png", size: 3)]
        )
        let workshop = try await Workshop(
            MadeUpPlugin.automation(
                """
                local m = event.message
                print(m.id, m.author.kind, m.author.name, m.author.id, m.visibility, m.body, m.created_at, m.attachments[1].name)
                """
            )
        )
        let printed = try await workshop.created(message: message).log.map(\.text)
        #expect(printed == ["m1\trequester\tBob\tnil\tpublic\tHi\t2.0\ta.png"])
    }

    @Test func `a status before and after comes with its event`() async throws {
        let workshop = try await Workshop(
            MadeUpPlugin.automation("print(event.kind, event.actor, event.from, event.to)")
        )
        let change = TicketChange(
            kind: .statusChanged,
            ticket: Workshop.ticket(),
            actor: .agent,
            from: ObservedStatus(.open, raw: "in work"),
            to: ObservedStatus(.closed)
        )
        let outcome = try await workshop.automation.run(.trigger(0, change), in: workshop.world)
        #expect(outcome.log.map(\.text) == ["ticket.status_changed\tagent\topen\tclosed"])
    }

    @Test func `automatic mail is told with its reason`() async throws {
        let robot = Workshop.ticket { $0.requester = .value(Person(email: "no-reply@shop.example")) }
        #expect(
            try await Workshop.printed("print(ticket:is_automatic())", for: robot) == [
                "true\tno-reply@shop.example is no person's address"
            ]
        )
        #expect(try await Workshop.printed("print(ticket:is_automatic())", for: Self.full) == ["false\tnil"])
    }

    @Test func `the message that made the run counts before the requester`() async throws {
        let workshop = try await Workshop(MadeUpPlugin.automation("print(ticket:is_automatic())"))
        let message = Message(id: "m", author: MessageAuthor(kind: .system), visibility: .public, body: "")
        #expect(try await workshop.created(message: message).log.map(\.text) == ["true\tits author is a system"])
    }
}
