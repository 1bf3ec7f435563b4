import Testing
import TicketModel

@testable import PluginHost

/// Templates in what an automation says.
struct TextTemplateTests {
    private static let ticket = Workshop.ticket("7") {
        $0.subject = .value("{ticket.id} & {name}")
        $0.url = .null
        $0.requester = .value(Person(name: "Bob", email: "bob@example.com"))
        $0.assignee = .value(Person(email: "ann@example.com"))
        $0.tags = .value(["a", "b"])
        $0.fields = .value(["order": "A1", "gone": .null])
        $0.createdAt = .value(Timestamp(microseconds: 1_767_930_158_000_000))
        $0.messageCount = .value(3)
    }

    private func said(_ call: String) async throws -> String? {
        let workshop = try await Workshop(MadeUpPlugin.automation(call, needs: ["reply", "note", "notify"]))
        switch try await workshop.created(Self.ticket).effects.first?.action {
        case .reply(let text, _), .note(let text, _), .notify(_, let text): return text
        default: return nil
        }
    }

    @Test(arguments: [
        ("ticket:reply \"About {ticket.id}\"", "About desk/7"),
        ("ticket:note \"{ticket.requester.name}: {ticket.requester}, {ticket.assignee}\"", "Bob: Bob, ann@example.com"),
        (
            "ticket:reply \"[{ticket.url}] [{ticket.requester.id}] [{ticket.fields.gone}] [{ticket.fields.nothing}]\"",
            "[] [] [] []"
        ),
        ("ticket:reply \"{ticket.tags} {ticket.fields.order} {ticket.message_count}\"", "a, b A1 3"),
        ("ticket:reply \"{ticket.created_at}\"", "2026-01-09T03:42:38Z"),
        (
            "ticket:reply(\"{name} {n} {f} {yes} {at_at}\", { name = \"Ann\", n = 5, f = 2.0, yes = true, at_at = 60 })",
            "Ann 5 2 true 1970-01-01T00:01:00Z"
        ),
        ("ticket:reply(\"{a.b.c}\", { a = { b = { c = \"deep\" } } })", "deep"),
        ("ctx:notify(\"duty\", \"{ticket.id} {who}\", { who = \"me\" })", "desk/7 me"),
        ("ticket:reply \"{} {1} { ticket.id } {a-b} }{\"", "{} {1} { ticket.id } {a-b} }{"),
    ])
    func `names are filled in`(_ call: String, _ text: String) async throws {
        #expect(try await said(call) == text)
    }

    @Test func `what is filled in is not filled again`() async throws {
        #expect(
            try await said("ticket:reply(\"{ticket.subject} {name}\", { name = \"{ticket.id}\" })")
                == "{ticket.id} & {name} {ticket.id}"
        )
    }

    @Test func `a value named ticket does not hide the ticket`() async throws {
        #expect(try await said("ticket:reply(\"{ticket.id}\", { ticket = { id = \"other\" } })") == "desk/7")
    }

    @Test(arguments: [
        ("ticket:reply \"Dear {name}\"", "the template names {name}, which is not there"),
        ("ticket:reply(\"Dear {name}\", {})", "the template names {name}, which is not there"),
        ("ticket:reply \"{ticket.sbject}\"", "a ticket has no field \"sbject\"; did you mean \"subject\"?"),
        ("ticket:reply()", "a template is a string, not a nil"),
        ("ticket:reply { text = \"x\" }", "a template is a string, not a table"),
        ("usher.text.fill(\"{a}\", { b = 1 })", "the template names {a}, which is not there"),
    ])
    func `a name that is not there is an error`(_ call: String, _ told: String) async throws {
        #expect(try await Workshop.refusal(call, needs: ["reply"]) == told)
    }

    @Test func `a schedule without a ticket has no ticket to name`() async throws {
        let keys = """
            schedules = { { name = "sweep", every = "1h", run = function(ctx, ticket)
              assert(ticket == nil)
              ctx:notify("duty", "{count} are open", { count = 3 })
              ctx:notify("duty", "{ticket.id}")
            end } },
            """
        let workshop = try await Workshop(MadeUpPlugin.automation("", needs: ["notify"], keys: keys))
        do throws(PluginFailure) {
            _ = try await workshop.automation.run(.schedule(0, nil), in: workshop.world)
            Issue.record("it ran")
        } catch {
            #expect(error.message == "the template names {ticket.id}, which is not there")
            #expect(error.handler == "schedules[1].run")
        }
    }
}
