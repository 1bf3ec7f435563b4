import LuaRuntime
import Testing
import TicketModel

@testable import PluginHost

/// Handlers, conditions and filters as they are called, and how their failures are told.
struct HandlerTests {
    private static let keys = """
        settings = {
          after = usher.setting.duration { description = "d", default = "4h" },
          token = usher.setting.secret { description = "d", optional = true },
        },
        """

    @Test func `each kind of handler is called with its own`() async throws {
        let workshop = try await Workshop(
            MadeUpPlugin.automation(
                "print(\"trigger\", event.ticket.id)",
                keys: Self.keys + """
                    schedules = {
                      { name = "first", every = "1h", run = function() print "first" end },
                      { name = "each", every = "1h", run = function(ctx, ticket) print("each", ticket.id, ctx.settings.after) end },
                    },
                    later = { again = function(ctx, payload) print("again", payload.n, payload.none == usher.null) end },
                    """
            ),
            settings: ["token": "hunter22"]
        )
        func log(_ handler: AutomationHandler) async throws -> [String] {
            try await workshop.automation.run(handler, in: workshop.world).log.map(\.text)
        }
        let change = TicketChange(kind: .ticketCreated, ticket: Workshop.ticket())
        #expect(try await log(.trigger(0, change)) == ["trigger\tdesk/1"])
        #expect(try await log(.schedule(0, nil)) == ["first"])
        #expect(try await log(.schedule(1, Workshop.ticket("2"))) == ["each\tdesk/2\t14400.0"])
        #expect(try await log(.later("again", payload: ["n": 5, "none": .null])) == ["again\t5\ttrue"])
    }

    @Test func `secrets are not among the settings`() async throws {
        let workshop = try await Workshop(
            MadeUpPlugin.automation("for name in pairs(ctx.settings) do print(name) end", keys: Self.keys),
            settings: ["token": "hunter22"]
        )
        #expect(try await workshop.created().log.map(\.text) == ["after"])
    }

    @Test func `a failed run leaves nothing to the next`() async throws {
        let text = MadeUpPlugin.automation(
            "ticket:tag \"x\" ctx.state:set(\"a\", 1) print \"said\" if ticket.id == \"desk/1\" then error \"stop\" end",
            needs: ["tag"]
        )
        let workshop = try await Workshop(text, limits: PluginLimits(states: 1))
        let failure = try #require(await workshop.failure())
        #expect(failure.description == "automations/acme.lua:8: stop (plugin acme, triggers[1].run)")
        #expect(failure.log == [LogLine(.info, "said")])
        #expect(failure.traceback?.contains("automations/acme.lua:8") == true)
        let outcome = try await workshop.created(Workshop.ticket("2"))
        #expect(outcome.effects.count == 1)
        #expect(outcome.stateWrites == ["a": 1])
        #expect(outcome.log == [LogLine(.info, "said")])
    }

    @Test func `an expected failure that is raised is kept whole`() async throws {
        let workshop = try await Workshop(
            MadeUpPlugin.automation(
                "error(usher.error { kind = \"conflict\", message = \"Busy.\", fields = { a = { \"b\" } } })"
            )
        )
        let failure = await workshop.failure()
        #expect(failure?.kind == .script)
        #expect(failure?.message == "Busy.")
        #expect(failure?.raised == TicketFailure(.conflict, "Busy.", fields: ["a": ["b"]]))
    }

    @Test(arguments: [
        ("error { a = 1 }", "an error that is no text (table)"),
        ("error(nil)", "an error that is no text (nil)"),
        ("local function f() error(\"at the caller\", 2) end\nf()", "at the caller"),
        ("local done, why = pcall(error, \"inner\") error(why, 0)", "inner"),
        ("string.rep(\"x\", -1)()", "attempt to call a string value"),
    ])
    func `whatever is raised has a message and a line`(_ run: String, _ message: String) async throws {
        let failure = try await Workshop(MadeUpPlugin.automation(run)).failure()
        #expect(failure?.message == message)
        #expect(failure?.file == "automations/acme.lua")
        #expect([8, 9].contains(failure?.line))
    }

    @Test(arguments: [
        (
            "usher.error { kind = \"oops\", message = \"x\" }",
            "\"oops\" is not a kind of error; the kinds are auth, forbidden, license, not_found, invalid, conflict, rate_limited, not_allowed, unsupported, transient, unknown_outcome, protocol"
        ),
        ("usher.error { message = \"x\" }", "usher.error takes { kind = \"not_allowed\", message = \"…\" }"),
        ("usher.error \"x\"", "usher.error takes { kind = \"not_allowed\", message = \"…\" }"),
        ("usher.json.decode \"{\"", "not valid JSON: "),
        (
            "usher.parse_duration \"soon\"",
            "\"soon\" is not a duration; write numbers with the units w, d, h, m, s and ms, as in 1h30m"
        ),
        ("usher.format_time \"now\"", "format_time takes a time in seconds, not a string"),
        ("usher.parse_time(\"2026-01-01\", \"the moon\")", "\"the moon\" is not an IANA time zone"),
        ("usher.text.trim(5)", "argument 1 must be text, not number"),
    ])
    func `the host's functions name what they take`(_ call: String, _ told: String) async throws {
        let message = try #require(try await Workshop.refusal("local x = \(call)"))
        #expect(message.hasPrefix(told))
    }

    // MARK: Conditions

    private func accepts(_ condition: String) async throws -> Bool {
        let keys =
            "triggers = { { on = \"ticket.created\", run = print, condition = function(ctx, event) \(condition) end } },"
        var workshop = try await Workshop(MadeUpPlugin.automation("", needs: ["tag"], keys: keys))
        workshop.storage = MadeUpStorage(values: ["seen": true])
        let change = TicketChange(kind: .ticketCreated, ticket: Workshop.ticket())
        return try await workshop.automation.accepts(change, trigger: 0, in: workshop.world)
    }

    @Test func `a condition decides by what is true in Lua`() async throws {
        #expect(try await accepts("return event.ticket.status == \"open\""))
        #expect(try await accepts("return 0"))
        #expect(try await accepts("return ctx.state:get \"seen\""))
        #expect(try await !accepts("return false"))
        #expect(try await !accepts("return nil"))
        #expect(try await !accepts(""))
    }

    @Test(arguments: [
        ("event.ticket:tag \"x\"", "a condition only decides; ask for effects in run"),
        ("ctx.state:set(\"a\", 1)", "a condition only decides; write to ctx.state in run"),
    ])
    func `a condition cannot act`(_ condition: String, _ told: String) async throws {
        let failure = await #expect(throws: PluginFailure.self) { try await accepts(condition) }
        #expect(failure?.message == told)
        #expect(failure?.handler == "triggers[1].condition")
    }

    // MARK: Computed filters

    private func filter(_ each: String) async throws -> TicketFilter {
        let keys =
            Self.keys + """
                schedules = {
                  { name = "sweep", every = "1h", run = print, each = function(settings) \(each) end },
                },
                """
        let workshop = try await Workshop(MadeUpPlugin.automation("", keys: keys))
        return try await workshop.automation.filter(ofSchedule: 0, in: workshop.world)
    }

    @Test func `each may compute its filter from the settings`() async throws {
        let filter = try await filter("return { status = \"open\", older_than = settings.after }")
        #expect(filter == (try TicketFilter(["status": "open", "older_than": "4h"], zone: nil)))
        #expect(try await self.filter("return {}") == TicketFilter())
    }

    @Test(arguments: [
        ("", "each answers a filter, as in { status = \"open\" }, not nil"),
        ("return \"open\"", "each answers a filter, as in { status = \"open\" }, not string"),
        ("return { statuss = \"open\" }", "there is no filter \"statuss\"; did you mean \"status\"?"),
        // A misspelt setting is not one that nobody has set.
        (
            "return { status = \"open\", older_than = settings.afer }",
            "settings has no \"afer\"; it has after and token"
        ),
    ])
    func `no filter is not every ticket`(_ each: String, _ told: String) async throws {
        let failure = await #expect(throws: PluginFailure.self) { try await filter(each) }
        #expect(failure?.description == "automations/acme.lua:14: \(told) (plugin acme, schedules[1].each)")
    }

    @Test func `a computed filter has no tickets to read`() async throws {
        let failure = await #expect(throws: PluginFailure.self) { try await filter("return ctx.tickets") }
        #expect(failure?.message == "attempt to index a nil value (global 'ctx')")
    }
}
