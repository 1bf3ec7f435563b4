import Simulator
import Testing
import TicketModel

/// What stops at the real daemon by itself: nobody runs a command in between.
struct GuardTests {
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

    @Test func `a mailbox that answers everything is answered up to the cap, then it is paused and says why`()
        async throws
    {
        let yaml =
            "automations:\n  chatty: { mode: live, connections: [mijnklantportaal], limits: { replies: 3/1h } }\n"
        try await Desk.open(options: Desk.patient, settings: ["poll: 1s"], more: yaml) { desk in
            let trigger = """
                on = "message.added", where = { author = "requester" }, run = function(ctx, event)
                  event.ticket:reply("You said: " .. event.message.body)
                end
                """
            try desk.folder.write(
                "plugins/automations/chatty.lua",
                plugin("chatty", needs: "reply", trigger: trigger)
            )
            let simulator = desk.fleet[.mijnklantportaal]
            @Sendable func answers(_ ticket: SimulatedTicket) -> Int { ticket.messages.count { !$0.isByRequester } }
            try await desk.serving { daemon in
                try await daemon.hears("A connection was read.") { $0["connection"] == "mijnklantportaal" }
                let id = await desk.insert("Hello", at: .mijnklantportaal)
                for number in 1...3 {
                    await simulator.ticket(id) { answers($0) == number }
                    await simulator.addMessage("And \(number)?", to: id)
                }
                var paused: JSONValue?
                while paused?.arrayValue?.isEmpty != false {
                    paused = try await desk.usher.run("pause", "--json").json()["paused"]
                }
                #expect(paused?[0]?["name"] == "chatty")
                #expect(paused?[0]?["by"] == "usher")
                let reason = paused?[0]?["reason"]?.stringValue ?? ""
                #expect(reason.contains("it said 3 things to requesters within 1h"), "\(reason)")
                #expect(await desk.writes(at: .mijnklantportaal) == 3)
                // The operator has looked: what waited leaves, and is counted anew.
                _ = try await desk.usher.run("resume", "chatty")
                await simulator.ticket(id) { answers($0) == 4 }
                #expect(try await desk.usher.run("pause", "--json").json()["paused"] == [])
                #expect(await daemon.stop() == 0, "\(daemon.log)")
            }
            #expect(await desk.writes(at: .mijnklantportaal) == 4)
        }
    }

    @Test func `two automations that trigger each other stop at the depth`() async throws {
        let yaml = "automations:\n  ping: { mode: live }\n  pong: { mode: live }\n"
        try await Desk.open(options: Desk.patient, settings: ["poll: 1s"], more: yaml) { desk in
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
            try await desk.serving { daemon in
                try await daemon.hears("A connection was read.") { $0["connection"] == "mijnklantportaal" }
                let id = try await desk.firstTicket(at: "mijnklantportaal", "--status", "open")
                _ = try await desk.usher.run("tickets", "tag", id, "start")
                var story = ""
                while !story.contains("6 automations stand before it in a row; 5 may") {
                    story = try await desk.usher.run("explain", id).output
                }
                let runs = try await desk.usher.run("runs", "list", "--json").json()["runs"]?.arrayValue ?? []
                let told = runs.map { $0.text() }.joined(separator: "\n")
                // Each change calls both: where none of their tags is the same, 2 + 4 + 8 + 16 + 32 runs in five rows.
                #expect(runs.count { $0["automation"] != "cli" } <= 62, "\(told)")
            }
        }
    }
}
