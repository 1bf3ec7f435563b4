import Testing
import TicketModel

@testable import PluginHost

/// `ctx.state` and the log.
struct StateTests {
    private func outcome(_ run: String, storage: [String: JSONValue] = [:]) async throws -> HandlerOutcome {
        var workshop = try await Workshop(MadeUpPlugin.automation(run))
        workshop.storage = MadeUpStorage(values: storage)
        return try await workshop.created()
    }

    @Test func `a handler reads what was kept, and what it has set`() async throws {
        let outcome = try await outcome(
            """
            local state = ctx.state
            print(state:get "kept", state:get "none")
            state:set("kept", "new") state:set("gone", nil) state:set("table", { n = 1, deep = { true } })
            print(state:get "kept", state:get "gone", state:get("table").deep[1])
            state:set("table", nil)
            print(state:get "table")
            """,
            storage: ["kept": "old", "gone": 5]
        )
        #expect(outcome.log.map(\.text) == ["old\tnil", "new\tnil\ttrue", "nil"])
        #expect(outcome.stateWrites == ["kept": "new", "gone": .null, "table": .null])
    }

    @Test func `a ticket is kept as its values, within a table too`() async throws {
        let outcome = try await outcome(
            """
            local list = { 1, 2, 3 }
            ctx.state:set("ticket", ticket)
            ctx.state:set("seen", { last = { ticket, "x" }, count = 1 })
            ctx.state:set("list", list)
            """
        )
        let kept = try #require(outcome.stateWrites["ticket"])
        #expect(kept["id"] == "desk/1" && kept["status"] == "open")
        #expect(outcome.stateWrites["seen"] == ["last": [kept, "x"], "count": 1])
        #expect(outcome.stateWrites["list"] == [1, 2, 3])
    }

    @Test(arguments: [
        ("ctx.state.last = 1", "ctx.state has no \"last\"; it has ctx.state:get \"key\" and ctx.state:set("),
        ("print(ctx.state.last)", "ctx.state has no \"last\""),
        ("ctx.log.warn \"x\"", "ctx.log has no \"warn\"; it has info and warning"),
        ("ctx.tickets:find \"x\"", "ctx.tickets has no \"find\"; it has list, get and create"),
        ("print(ctx.settings.langauge)", "settings has no \"langauge\"; it has none"),
        ("usher.webhook.hmc {}", "usher.webhook has no \"hmc\"; it has equals and hmac"),
        ("usher.text.lowr \"x\"", "usher.text has no \"lowr\"; it has escape_html, "),
        ("usher.text.mine = 1", "usher.text has no \"mine\""),
        ("usher.json.parse \"1\"", "usher.json has no \"parse\"; it has array, copy, decode, encode and lazy"),
        ("usher.pages.numberd()", "usher.pages has no \"numberd\"; it has "),
        ("usher.tekst()", "usher has no \"tekst\"; it has auth, automation, "),
        ("usher.setting.strng {}", "usher.setting has no \"strng\"; it has boolean, dates, "),
        ("print(event.tiket)", "an event has no \"tiket\"; it has kind, ticket, message, actor, from and to"),
    ])
    func `what is not there is an error`(_ run: String, _ told: String) async throws {
        let failure = await #expect(throws: PluginFailure.self) { _ = try await self.outcome(run) }
        #expect(failure?.message.contains(told) == true, "\(failure?.message ?? "")")
    }

    @Test func `a value that holds itself is refused`() async throws {
        let run = "local t = {} t.a = t t.b = t ctx.state:set(\"t\", t)"
        let failure = await #expect(throws: PluginFailure.self) { _ = try await self.outcome(run) }
        #expect(failure?.message.contains("the value is nested deeper than 100 levels, or holds itself") == true)
    }

    @Test(arguments: [
        "for i = 1, 40 do ctx.state:set(\"k\" .. i, (\"x\"):rep(1 << 20)) end",
        "for i = 1, 40 do ticket:note((\"x\"):rep(1 << 20)) end",
    ])
    func `a call may ask for and keep 16 MiB`(_ run: String) async throws {
        let workshop = try await Workshop(MadeUpPlugin.automation(run, needs: ["note"]))
        let failure = await #expect(throws: PluginFailure.self) { _ = try await workshop.created() }
        #expect(
            failure?.message.contains(
                "a handler may ask for and keep 16 MiB at most; give its schedule an each, or keep less"
            ) == true
        )
    }

    @Test func `values are kept as JSON`() async throws {
        let outcome = try await outcome(
            "ctx.state:set(\"a\", { 1, 2.5, \"x\", usher.null }) ctx.state:set(\"n\", 9007199254740993) ctx.state:set(\"f\", false)"
        )
        #expect(outcome.stateWrites == ["a": [1, 2.5, "x", .null], "n": 9_007_199_254_740_993, "f": false])
        let read = try await self.outcome(
            "print(ctx.state:get \"f\", ctx.state:get(\"o\").a)",
            storage: ["f": false, "o": ["a": 1]]
        )
        #expect(read.log.map(\.text) == ["false\t1"])
    }

    @Test func `what is written is in the outcome alone`() async throws {
        let workshop = try await Workshop(
            MadeUpPlugin.automation("print(ctx.state:get \"a\") ctx.state:set(\"a\", 1)"),
            limits: PluginLimits(states: 1)
        )
        _ = try await workshop.created()
        #expect(try await workshop.created().log.map(\.text) == ["nil"])
    }

    @Test func `print and ctx.log go to the log`() async throws {
        let log = try await outcome(
            "print(1, nil, true, \"x\") print() ctx.log.info \"told\" ctx.log.warning(5) print(ticket)"
        ).log
        #expect(
            log == [
                LogLine(.info, "1\tnil\ttrue\tx"), LogLine(.info, ""), LogLine(.info, "told"), LogLine(.warning, "5"),
                LogLine(.info, "ticket desk/1"),
            ]
        )
    }

    @Test func `a call may say 64 KB`() async throws {
        let log = try await outcome("for i = 1, 100 do print((\"x\"):rep(1024)) end").log
        #expect(log.count == 64)
        #expect(log.dropLast().allSatisfy { $0.text.count == 1024 })
        #expect(log.last == LogLine(.warning, "more was logged than 64 KB; the rest is left out"))
    }

    @Test func `empty lines count too`() async throws {
        let limits = PluginLimits(cpu: .seconds(60), deadline: .seconds(120))
        let workshop = try await Workshop(MadeUpPlugin.automation("for i = 1, 70000 do print() end"), limits: limits)
        let log = try await workshop.created().log
        #expect(log.count == (64 << 10) + 1)
        #expect(log.last?.level == .warning)
    }
}
