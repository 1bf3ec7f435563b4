import Testing
import TicketModel

@testable import PluginHost

/// What a handler reads beyond the ticket it was given.
struct HandlerReadingTests {
    private func workshop(_ run: String, _ tickets: MadeUpTickets) async throws -> Workshop {
        var workshop = try await Workshop(MadeUpPlugin.automation(run))
        workshop.tickets = tickets
        return workshop
    }

    private func printed(_ run: String, _ tickets: MadeUpTickets) async throws -> [String] {
        try await workshop(run, tickets).created().log.map(\.text)
    }

    // MARK: Listing

    private static let batches = [[Workshop.ticket("1"), Workshop.ticket("2")], [Workshop.ticket("3")]]

    @Test func `a listing goes over its batches`() async throws {
        let tickets = MadeUpTickets(Self.batches)
        let run =
            "for other in ctx.tickets:list { status = \"open\", tag = { \"a\", \"b\" } } do print(other.id, other.status) end"
        #expect(try await printed(run, tickets) == ["desk/1\topen", "desk/2\topen", "desk/3\topen"])
        #expect(tickets.filters == [try TicketFilter(["status": "open", "tag": ["a", "b"]], zone: nil)])
    }

    @Test func `a listing without a filter is of everything, and may be left early`() async throws {
        let tickets = MadeUpTickets(Self.batches)
        let printed = try await printed("for other in ctx.tickets:list() do print(other.id) break end", tickets)
        #expect(printed == ["desk/1"])
        #expect(tickets.filters == [TicketFilter()])
    }

    @Test func `an ended listing stays ended, and an empty one gives nothing`() async throws {
        let run = """
            local next_one = ctx.tickets:list()
            while next_one() do end
            print(next_one(), next_one())
            """
        #expect(try await printed(run, MadeUpTickets(Self.batches)) == ["nil\tnil"])
        #expect(try await printed("for other in ctx.tickets:list() do print(other) end", MadeUpTickets()) == [])
    }

    @Test func `a listing that fails ends the handler with that failure`() async throws {
        let cause = TicketFailure(.rateLimited, "Too many.", connection: "desk", retryAfter: .seconds(9))
        let workshop = try await workshop(
            "for other in ctx.tickets:list() do print(other.id) end",
            MadeUpTickets(Self.batches, failure: (after: 1, cause))
        )
        let failure = try #require(await workshop.failure())
        #expect(failure.kind == .script)
        #expect(failure.raised == cause)
        #expect(failure.message == "Too many.")
        #expect(failure.log.map(\.text) == ["desk/1", "desk/2"])
    }

    @Test func `a listing's failure can be caught`() async throws {
        let tickets = MadeUpTickets(failure: (after: 0, TicketFailure(.transient, "Later.")))
        let run =
            "local done, err = pcall(function() for t in ctx.tickets:list() do end end) print(done, err.kind, err.message)"
        #expect(try await printed(run, tickets) == ["false\ttransient\tLater."])
    }

    @Test(arguments: [
        ("ctx.tickets:list { statuss = \"open\" }()", "there is no filter \"statuss\"; did you mean \"status\"?"),
        ("ctx.tickets:list \"open\"()", "a filter is a table, as in { status = \"open\" }"),
        (
            "ctx.tickets:list { status = \"opn\" }()",
            "the filter \"status\" does not fit: \"opn\" is not a status; did you mean \"open\"? A provider's own word is written raw:WORD"
        ),
        ("ctx.tickets.list { status = \"open\" }()", "call it with a colon: ctx.tickets:list { … }"),
        ("ctx.tickets.get \"desk/1\"", "call it with a colon: ctx.tickets:get(id)"),
        ("ctx.state.set(\"a\", \"b\")", "call it with a colon: ctx.state:set(key, value)"),
        ("ctx.state.get \"a\"", "call it with a colon: ctx.state:get(key)"),
        ("ctx.tickets:get \"17\"", "\"17\" names no connection; write CONNECTION/ID, as in portal/17"),
        ("ctx.tickets:get()", "\"\" names no connection; write CONNECTION/ID, as in portal/tic_1"),
    ])
    func `a slip is an error`(_ call: String, _ told: String) async throws {
        #expect(try await Workshop.refusal("local x = \(call)") == told)
    }

    // MARK: Single tickets

    @Test func `a ticket is read by its id, or the failure is given`() async throws {
        let run = """
            local other = ctx.tickets:get "desk/3"
            print(other.id, other:presence "subject")
            local none, err = ctx.tickets:get "desk/9"
            print(none, err.kind, err.connection)
            """
        #expect(try await printed(run, MadeUpTickets(Self.batches)) == ["desk/3\tabsent", "nil\tnot_found\tdesk"])
    }

    @Test func `refresh reads live`() async throws {
        let now = Workshop.ticket("1") { $0.status = .closed }
        let run = "local live = ticket:refresh() print(ticket.status, live.status)"
        #expect(try await printed(run, MadeUpTickets([[now]])) == ["open\tclosed"])
        let gone = "local live, err = ticket:refresh() print(live, err.kind)"
        #expect(try await printed(gone, MadeUpTickets()) == ["nil\tnot_found"])
    }

    // MARK: Messages

    private static let thread = [
        Message(
            id: "a",
            author: MessageAuthor(kind: .requester),
            visibility: .public,
            body: "Where?",
            createdAt: .value(Timestamp(microseconds: 4_000_000))
        )
    ]

    @Test func `messages are read, or their failure is given`() async throws {
        let run = "local m, err = ticket:messages() print(m and #m, m and m[1].body, err and err.kind)"
        #expect(try await printed(run, MadeUpTickets(threads: ["1": Self.thread])) == ["1\tWhere?\tnil"])
        #expect(
            try await printed(run, MadeUpTickets(failure: (after: 0, TicketFailure(.auth, "No.")))) == [
                "nil\tnil\tauth"
            ]
        )
    }

    @Test func `since when the requester waits is read from the messages`() async throws {
        let run = "print(ticket.waiting_since, ticket:presence \"waiting_since\")"
        #expect(try await printed(run, MadeUpTickets(threads: ["1": Self.thread])) == ["4.0\tvalue"])
        #expect(try await printed(run, MadeUpTickets(threads: [:])) == ["nil\tabsent"])
        let incapable = MadeUpTickets(threads: ["1": Self.thread], capable: Capabilities(operations: [.list]))
        #expect(try await printed(run, incapable) == ["nil\tabsent"])
    }

    @Test func `since when the requester waits fails where the messages do`() async throws {
        let tickets = MadeUpTickets(failure: (after: 0, TicketFailure(.transient, "Later.")))
        let failure = try await workshop("print(ticket.waiting_since)", tickets).failure()
        #expect(failure?.raised?.kind == .transient)
    }

    // MARK: Capabilities

    @Test func `can tells by operation and by word`() async throws {
        let capable = Capabilities(
            operations: [.reply, .setStatus, .setPriority],
            statusTargets: [.closed: "done"],
            rawStatuses: ["done", "WAIT"],
            priorityTargets: [.high: "p1"]
        )
        let run = """
            print(ticket:can "reply", ticket:can "note", ticket:can "set_status")
            print(ticket:can("set_status", "closed"), ticket:can("set_status", "open"), ticket:can("set_status", "raw:WAIT"))
            print(ticket:can("set_status", "raw:X"), ticket:can("set_priority", "high"), ticket:can("set_priority", "low"))
            print(ticket:can("set_priority", "raw:p9"), ticket:can("note", "x"), ticket:can("reply", "x"))
            """
        #expect(
            try await printed(run, MadeUpTickets(capable: capable))
                == ["true\tfalse\ttrue", "true\tfalse\ttrue", "false\ttrue\tfalse", "true\tfalse\ttrue"]
        )
        #expect(try await printed("print(ticket:can \"reply\")", MadeUpTickets(capable: nil)) == ["false"])
    }

    @Test(arguments: [
        (
            "ticket:can \"answer\"",
            "ticket:can takes one of list, get, messages, reply, note, set_status, set_priority, assign, set_tags, create, attach"
        ),
        (
            "ticket:can()",
            "ticket:can takes one of list, get, messages, reply, note, set_status, set_priority, assign, set_tags, create, attach"
        ),
        (
            "ticket:can(\"set_status\", \"opn\")",
            "\"opn\" is not a status; did you mean \"open\"? A provider's own word is written raw:WORD"
        ),
        (
            "ticket:can(\"set_priority\", \"hihg\")",
            "\"hihg\" is not a priority; did you mean \"high\"? A provider's own word is written raw:WORD"
        ),
    ])
    func `can takes known words`(_ call: String, _ told: String) async throws {
        #expect(try await Workshop.refusal("local x = \(call)") == told)
    }
}
