import Simulator
import Testing
import TicketModel

/// What stops automations that would go on for ever.
struct RunawayTests {
    private func plugin(_ name: String, needs: String, trigger: String) -> String {
        """
        local usher = require "usher"
        return usher.automation {
          name = "\(name)", version = "1.0.0", summary = "Goes on and on",
          needs = { effects = { "\(needs)" } },
          triggers = { { \(trigger) } },
        }
        """
    }

    @Test func `two automations that answer each other's tags stop at the depth`() async throws {
        let yaml = "automations:\n  ping: { mode: live }\n  pong: { mode: live }\n"
        try await Desk.open(more: yaml) { desk in
            for name in ["ping", "pong"] {
                let trigger = """
                    on = "ticket.updated", cascade = true, run = function(ctx, event)
                      event.ticket:tag("\(name)" .. #event.ticket.tags)
                    end
                    """
                try desk.folder.write(
                    "plugins/automations/\(name).lua",
                    plugin(name, needs: "tag", trigger: trigger)
                )
            }
            let id = try await desk.firstTicket(at: "mijnklantportaal", "--status", "open")
            _ = try await desk.usher.run("sync")
            _ = try await desk.usher.run("tickets", "tag", id, "start")
            let sync = try await desk.usher.run("sync")
            #expect(sync.status == 0, "\(sync.errors)")
            let story = try await desk.usher.run("explain", id)
            #expect(story.output.contains("6 automations stand before it in a row; 5 may"), "\(story.output)")
            let runs = try await desk.usher.run("runs", "list", "--json").json()["runs"]?.arrayValue ?? []
            #expect(runs.count { $0["automation"] != "cli" } <= 10)
        }
    }

    private func withEcho(_ limits: String, _ body: (Desk, ProviderSimulator) async throws -> Void) async throws {
        let yaml = "automations:\n  chatty: { mode: live, limits: { \(limits) } }\n"
        try await Desk.open(more: yaml) { desk in
            let trigger = """
                on = "message.added", where = { author = "requester" }, run = function(ctx, event)
                  event.ticket:reply("You said: " .. event.message.body)
                end
                """
            try desk.folder.write(
                "plugins/automations/chatty.lua",
                plugin("chatty", needs: "reply", trigger: trigger)
            )
            _ = try await desk.usher.run("sync")
            try await body(desk, desk.fleet[.mijnklantportaal])
        }
    }

    private func replies(_ simulator: ProviderSimulator) async -> Int {
        await simulator.books().requests.count { $0.method == "POST" }
    }

    @Test func `a requester whose machine answers every answer gets so many a day`() async throws {
        try await withEcho("replies_per_ticket: 2/1d") { desk, simulator in
            let id = await simulator.insert(NewTicket(subject: "Hello", body: "<p>Help</p>"))
            for number in 1...4 {
                _ = await simulator.addMessage("And \(number)?", to: id)
                _ = try await desk.usher.run("sync")
            }
            #expect(await replies(simulator) == 2)
            let waiting = try await desk.usher.run("outbox", "list", "--waiting")
            #expect(
                waiting.output.contains("mijnklantportaal/\(id)") && waiting.output.contains("automatic replies"),
                "\(waiting.output)"
            )
        }
    }

    /// Two open tickets of one person.
    private func ticketsOfOneRequester(_ desk: Desk) async throws -> [String] {
        let filter = ["--connection", "mijnklantportaal", "--status", "open", "--json"]
        let tickets = try await desk.usher.run(["tickets", "list"] + filter).json()["tickets"]?.arrayValue ?? []
        let byRequester = Dictionary(grouping: tickets) { $0["requester"]?["id"]?.stringValue ?? "" }
        let pair = try #require(byRequester.filter { $0.key != "" && $0.value.count > 1 }.min { $0.key < $1.key })
        return pair.value.prefix(2).compactMap { $0["id"]?.stringValue?.replacing("mijnklantportaal/", with: "") }
    }

    @Test(arguments: [("ticket", 2), ("requester", 1), ("24h", 2)])
    func `once counts by ticket, by requester, or within a window`(once: String, expected: Int) async throws {
        try await Desk.open(more: "automations:\n  greeter: { mode: live }\n") { desk in
            let trigger = """
                on = "message.added", where = { author = "requester" }, once = "\(once)", run = function(ctx, event)
                  event.ticket:reply "Hello."
                end
                """
            try desk.folder.write(
                "plugins/automations/greeter.lua",
                plugin("greeter", needs: "reply", trigger: trigger)
            )
            _ = try await desk.usher.run("sync")
            let simulator = desk.fleet[.mijnklantportaal]
            let ids = try await ticketsOfOneRequester(desk)
            for _ in 1...2 {
                for id in ids { _ = await simulator.addMessage("Anybody?", to: id) }
                let sync = try await desk.usher.run("sync")
                #expect(sync.status == 0, "\(sync.errors)")
                #expect(await replies(simulator) == expected)
            }
        }
    }

    @Test func `a runaway automation is paused, and pause says why`() async throws {
        try await withEcho("replies: 2/1h") { desk, simulator in
            for number in 1...4 {
                let id = await simulator.insert(NewTicket(subject: "Ticket \(number)", body: "<p>Help</p>"))
                _ = await simulator.addMessage("Anybody?", to: id)
            }
            _ = try await desk.usher.run("sync")
            #expect(await replies(simulator) == 2)
            let paused = try await desk.usher.run("pause", "--json").json()
            #expect(paused["paused"]?[0]?["name"] == "chatty")
            #expect(paused["paused"]?[0]?["by"] == "usher")
            #expect(paused["paused"]?[0]?["reason"]?.stringValue?.contains("limits.replies in usher.yaml") == true)
            _ = try await desk.usher.run("resume", "chatty")
            _ = try await desk.usher.run("sync")
            // Whoever let it go on has looked: it is counted anew, and paused again only after two more.
            #expect(await replies(simulator) == 4)
        }
    }

    @Test func `mail of a machine is answered by no automation, whatever it asks for`() async throws {
        try await withEcho("replies: 9/1h") { desk, simulator in
            let id = await simulator.insert(NewTicket(subject: "Automatic reply: away", body: "<p>Away</p>"))
            _ = await simulator.addMessage("I am out of the office.", to: id)
            _ = try await desk.usher.run("sync")
            #expect(await replies(simulator) == 0)
            let story = try await desk.usher.run("explain", "mijnklantportaal/\(id)")
            #expect(story.output.contains("was written by a machine"), "\(story.output)")
        }
    }
}
