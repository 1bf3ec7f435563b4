import Simulator
import Testing
import TicketModel

struct RunCommandTests {
    @Test func `in shadow an automation's effects are printed and nothing is sent`() async throws {
        try await Desk.open { desk in
            let made = try await desk.usher.run("init", "new")
            #expect(made.status == 0, "\(made.errors)")
            let id = try await desk.firstTicket(at: "mijnklantportaal", "--status", "open", "--channel", "portal")
            let outcome = try await desk.usher.run("run", "auto-reply", "--ticket", id, "--json")
            #expect(outcome.status == 0, "\(outcome.errors)")
            let report = try outcome.json()
            #expect(report["mode"] == "shadow")
            #expect(report["considered"]?.arrayValue?.isEmpty == false)
            #expect(outcome.errors.contains("auto-reply is not listed in usher.yaml"))
            let writes = await desk.fleet[.mijnklantportaal].books().requests.count { $0.method != "GET" }
            #expect(writes == 0)
        }
    }

    @Test func `only an automation that is listed runs live`() async throws {
        try await Desk.open { desk in
            let outcome = try await desk.usher.run("run", "close-answered", "--mode", "live")
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("close-answered is not listed in usher.yaml, so it runs in shadow only; "))
        }
    }

    @Test func `live, its effects are delivered and can be read back`() async throws {
        let yaml = """
            automations:
              greeter:
                mode: live
                connections: [mijnklantportaal]
                settings: { greeting: "Goedemorgen!" }
            """
        try await Desk.open(more: yaml) { desk in
            try desk.folder.write("plugins/automations/greeter.lua", Self.greeter)
            let id = try await desk.firstTicket(at: "mijnklantportaal", "--status", "open", "--channel", "portal")
            let outcome = try await desk.usher.run("run", "greeter", "--ticket", id, "--mode", "live", "--json")
            #expect(outcome.status == 0, "\(outcome.errors)")
            let handler = try #require(try outcome.json()["considered"]?[0])
            #expect(handler["fired"] == true)
            #expect(handler["deliveries"]?.texts("outcome") == ["delivered"])
            #expect(outcome.errors.contains("about to greet"))
            let shown = try await desk.usher.run("tickets", "show", id)
            #expect(shown.output.contains("Goedemorgen!"))
            let foreign = try await desk.firstTicket(at: "usercom")
            let refused = try await desk.usher.run("run", "greeter", "--ticket", foreign, "--json")
            #expect(refused.status == 5, "\(refused.errors)")
            #expect(try refused.json()["error"]?["kind"] == "not_allowed")
        }
    }

    @Test func `a handler that fails is told with its place, and does nothing`() async throws {
        try await Desk.open(more: "automations: { greeter: { mode: live } }\n") { desk in
            let text = Self.greeter.replacing("print(\"about to greet\")", with: "local x = nil; x.y = 1")
            try desk.folder.write("plugins/automations/greeter.lua", text)
            let id = try await desk.firstTicket(at: "mijnklantportaal", "--status", "open", "--channel", "portal")
            let outcome = try await desk.usher.run("run", "greeter", "--ticket", id, "--mode", "live")
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("plugins/automations/greeter.lua:7: "), "\(outcome.errors)")
            let writes = await desk.fleet[.mijnklantportaal].books().requests.count { $0.method != "GET" }
            #expect(writes == 0)
        }
    }

    @Test func `an event is tried as it is written down`() async throws {
        try await Desk.open { desk in
            try desk.folder.write("plugins/automations/greeter.lua", Self.greeter)
            let id = try await desk.firstTicket(at: "mijnklantportaal", "--status", "open", "--channel", "portal")
            try desk.folder.write("event.json", "{\"kind\": \"ticket.created\", \"ticket\": \"\(id)\"}")
            let fired = try await desk.usher.run("run", "greeter", "--event", "event.json", "--json")
            #expect(fired.status == 0, "\(fired.errors)")
            #expect(try fired.json()["considered"]?[0]?["fired"] == true)
            try desk.folder.write("event.json", "{\"kind\": \"ticket.updated\", \"ticket\": \"\(id)\"}")
            let passed = try await desk.usher.run("run", "greeter", "--event", "event.json", "--json")
            #expect(try passed.json()["considered"]?[0]?["fired"] != true)
            try desk.folder.write("event.json", "{\"kind\": \"ticket.exploded\", \"ticket\": \"\(id)\"}")
            let refused = try await desk.usher.run("run", "greeter", "--event", "event.json")
            #expect(refused.status == 2)
            #expect(refused.errors.hasPrefix("event.json: kind cannot be \"ticket.exploded\"; write ticket.created, "))
        }
    }

    private static let greeter = """
        local usher = require "usher"
        return usher.automation {
          name = "greeter", version = "0.1.0", summary = "Greets",
          needs = { effects = { "reply" } },
          settings = { greeting = usher.setting.string { description = "What to say", default = "Hi" } },
          triggers = { { on = "ticket.created", run = function(ctx, event)
            print("about to greet")
            event.ticket:reply(ctx.settings.greeting)
          end } },
        }
        """
}
