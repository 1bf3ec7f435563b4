import Testing
import TicketModel

@testable import PluginHost

/// What a handler asks for, and what it may not.
struct EffectTests {
    private static let all = Effect.Kind.allCases.map(\.rawValue)

    private func effects(_ run: String) async throws -> [Effect] {
        try await Workshop(MadeUpPlugin.automation(run, needs: Self.all, keys: "later = { again = function() end },"))
            .created().effects
    }

    @Test(arguments: [
        ("ticket:reply \"Hello\"", Effect.Action.reply("Hello")),
        ("ticket:note \"  Hello \"", .note("  Hello ")),
        ("ticket:set_status \"closed\"", .setStatus(.normalised(.closed))),
        ("ticket:set_status \"raw:WAIT\"", .setStatus(.raw("WAIT"))),
        ("ticket:set_priority \"high\"", .setPriority(.normalised(.high))),
        ("ticket:assign \"ann@example.com\"", .assign("ann@example.com")),
        ("ticket:tag \"a\"", .addTags(["a"])),
        ("ticket:tag(\"a\", \"b\")", .addTags(["a", "b"])),
        ("ticket:tag { \"a\", \"b\" }", .addTags(["a", "b"])),
        ("ticket:untag(\"a\", \"b\")", .removeTags(["a", "b"])),
        ("ctx:notify(\"duty\", \"Look\")", .notify(notifier: "duty", text: "Look")),
        (
            "ctx:later(\"1h30m\", \"again\", { n = 1, list = usher.json.array {} })",
            .later(after: .minutes(90), handler: "again", payload: ["n": 1, "list": []])
        ),
        ("ctx:later(90, \"again\")", .later(after: .seconds(90), handler: "again", payload: .null)),
    ])
    func `an effect is kept as data, for the ticket`(_ run: String, _ action: Effect.Action) async throws {
        let effect = try #require(try await effects(run).first)
        #expect(effect.action == action)
        #expect(effect.ordinal == 0)
        let expected: TicketID? = if case .later = action { nil } else { TicketID(connection: "desk", id: "1") }
        #expect(effect.ticket == expected)
    }

    @Test func `a new ticket is asked for with what it shall have`() async throws {
        let effects = try await effects(
            """
            ctx.tickets:create("desk", {
              subject = "S", text = "T", requester = "bob", priority = "raw:p1", tags = { "a" }, fields = { n = 1 },
            })
            """
        )
        let new = NewTicket(
            subject: "S",
            text: "T",
            requester: "bob",
            priority: .raw("p1"),
            tags: ["a"],
            fields: ["n": 1]
        )
        #expect(effects == [Effect(ticket: nil, action: .create(connection: "desk", new))])
    }

    @Test func `effects are kept in order, and counted by ticket and kind`() async throws {
        let effects = try await effects("ticket:tag \"a\" ticket:note \"n\" ticket:untag \"b\" ticket:tag \"c\"")
        #expect(effects.map(\.kind) == [.tag, .note, .tag, .tag])
        #expect(effects.map(\.ordinal) == [0, 0, 1, 2])
    }

    @Test func `effects for other tickets are theirs`() async throws {
        var workshop = try await Workshop(
            MadeUpPlugin.automation("for t in ctx.tickets:list() do t:tag \"x\" end ticket:tag \"y\"", needs: ["tag"])
        )
        workshop.tickets = MadeUpTickets([[Workshop.ticket("2"), Workshop.ticket("3")]])
        let effects = try await workshop.created().effects
        #expect(effects.map { $0.ticket?.id } == ["2", "3", "1"])
        #expect(effects.map(\.ordinal) == [0, 0, 0])
    }

    @Test(arguments: [
        ("ticket:reply \" \\n\"", "a reply needs a text that is not empty"),
        ("ticket:note \"\"", "a note needs a text that is not empty"),
        ("ticket:reply(\"{a}\", { a = \"\" })", "a reply needs a text that is not empty"),
        ("ctx:notify(\"duty\", \"\")", "a notification needs a text that is not empty"),
        ("ctx:notify(\"\", \"x\")", "notifier must be text that is not empty"),
        ("ctx:notify(nil, \"x\")", "notifier must be text, not nil"),
        (
            "ticket:set_status \"clsoed\"",
            "\"clsoed\" is not a status; did you mean \"closed\"? A provider's own word is written raw:WORD"
        ),
        (
            "ticket:set_status \"raw:\"",
            "\"raw:\" names no status; write the provider's own word behind it, as in raw:WORD"
        ),
        ("ticket:set_status()", "a status is text, not nil"),
        (
            "ticket:set_priority \"highest\"",
            "\"highest\" is not a priority; write low, normal, high or urgent, or raw:WORD for a provider's own word"
        ),
        ("ticket:set_priority(1)", "a priority is text, not number"),
        ("ticket:assign \"\"", "an assignee is text that is not empty"),
        ("ticket:tag()", "ticket:tag takes one tag or more, as text"),
        ("ticket:tag {}", "ticket:tag takes one tag or more, as text"),
        ("ticket:tag(\"a\", 5)", "ticket:tag takes one tag or more, as text"),
        ("ticket:untag \"\"", "ticket:untag takes one tag or more, as text"),
        ("ctx.tickets:create(nil, { subject = \"S\", text = \"T\" })", "connection must be text, not nil"),
        ("ctx.tickets:create(\"desk\")", "a new ticket needs a subject and a text that are not empty"),
        (
            "ctx.tickets:create(\"desk\", { subject = \"\", text = \"T\" })",
            "a new ticket needs a subject and a text that are not empty"
        ),
        (
            "ctx.tickets:create(\"desk\", { subject = \"S\", text = \" \" })",
            "a new ticket needs a subject and a text that are not empty"
        ),
        (
            "ctx.tickets:create(\"desk\", { subject = \"S\", text = \"T\", priority = \"top\" })",
            "\"top\" is not a priority; write low, normal, high or urgent, or raw:WORD for a provider's own word"
        ),
        (
            "ctx:later(\"1d\", \"agian\")",
            "ctx:later names \"agian\", which is not declared; add it to later = { agian = function(ctx, payload) … end }"
        ),
        (
            "ctx:later(\"soon\", \"again\")",
            "\"soon\" is not a duration; write numbers with the units w, d, h, m, s and ms, as in 1h30m"
        ),
        ("ctx:later(-5, \"again\")", "ctx:later takes a duration from 0 on, such as \"2d\" or seconds"),
        ("ctx:later(nil, \"again\")", "ctx:later takes a duration from 0 on, such as \"2d\" or seconds"),
        ("ctx:later(\"1d\", \"again\", print)", "ctx:later keeps what JSON can say, and not a function"),
        ("ctx.state:set(\"a\", print)", "ctx.state keeps what JSON can say, and not a function"),
        ("ctx.state:set(1, 2)", "argument 1 must be text, not number"),
    ])
    func `what makes no effect is refused at its line`(_ run: String, _ told: String) async throws {
        let text = MadeUpPlugin.automation(run, needs: Self.all, keys: "later = { again = function() end },")
        let failure = try await Workshop(text).failure()
        #expect(failure?.message == told)
        #expect(failure?.line == 8)
    }

    @Test(arguments: [
        ("ticket:reply \"x\"", "reply"), ("ticket:note \"x\"", "note"), ("ticket:set_status \"open\"", "status"),
        ("ticket:set_priority \"low\"", "priority"), ("ticket:assign \"x\"", "assign"), ("ticket:tag \"x\"", "tag"),
        ("ticket:untag \"x\"", "tag"), ("ctx.tickets:create(\"desk\", { subject = \"s\", text = \"t\" })", "create"),
        ("ctx:notify(\"duty\", \"x\")", "notify"), ("ctx:later(\"1h\", \"again\")", "later"),
    ])
    func `what is not among the needs is refused`(_ run: String, _ kind: String) async throws {
        let others = Self.all.filter { $0 != kind }
        let told = try await Workshop.refusal(run, needs: others, keys: "later = { again = function() end },")
        #expect(
            told
                == "acme asks for the effect \"\(kind)\", which it does not declare; add it to needs = { effects = { … } }"
        )
    }

    @Test func `a handler asks for a thousand effects at most`() async throws {
        #expect(try await effects("for i = 1, 1000 do ticket:tag(\"t\" .. i) end").count == 1000)
        #expect(
            try await Workshop.refusal("for i = 1, 1001 do ticket:tag(\"t\" .. i) end", needs: ["tag"])
                == "a handler may ask for 1000 effects at most; give its schedule an each"
        )
    }
}
