import Simulator
import Testing
import TicketModel

/// Tags, priority, assignee and notes that a provider cannot hold.
struct OverlayTests {
    private func writes(_ desk: Desk) async -> Int {
        var count = 0
        for simulator in desk.fleet.simulators {
            count += await simulator.books().requests.count { $0.method != "GET" }
        }
        return count
    }

    @Test func `they are kept here, shown, filtered by, and never sent`() async throws {
        try await Desk.open { desk in
            let id = try await desk.firstTicket(at: "mijnklantportaal", "--status", "open")
            let commands = [
                ["tag", id, "vip", "late"], ["tag", id, "--remove", "late"], ["priority", id, "high"],
                ["assign", id, "ana@example.com"], ["note", id, "--text", "Called back."],
            ]
            for command in commands {
                let outcome = try await desk.usher.run(["tickets"] + command + ["--json"])
                #expect(outcome.status == 0, "\(command) \(outcome.errors)")
                #expect(try outcome.json()["deliveries"]?.texts("outcome") == ["delivered"])
                #expect(
                    outcome.errors.hasPrefix("It is kept here, since mijnklantportaal cannot "),
                    "\(outcome.errors)"
                )
            }
            let again = try await desk.usher.run("tickets", "tag", id, "vip", "--json")
            #expect(try again.json()["deliveries"]?.texts("outcome") == ["no_change"])
            #expect(await writes(desk) == 0)
            for arguments in [["--live"], []] {
                if arguments.isEmpty { _ = try await desk.usher.run("sync") }
                let filter = ["--tag", "vip", "--priority", "high", "--assignee", "ana@example.com", "--lacks", "late"]
                let listed = try await desk.usher.run(["tickets", "list", "--json"] + filter + arguments)
                let tickets = try #require(try listed.json()["tickets"])
                #expect(tickets.texts("id") == [id], "\(listed.errors)")
                #expect(tickets[0]?["local"] == ["tags", "priority", "assignee"])
            }
            let shown = try await desk.usher.run("tickets", "show", id)
            #expect(shown.output.contains("high (kept here)"), "\(shown.output)")
            #expect(shown.output.contains("note, kept here"))
            let note = try await desk.usher.run("tickets", "show", id, "--json").json()["messages"]?.arrayValue?.last
            #expect(note?["body"] == "Called back.")
            #expect(note?["local"] == true)
            #expect(note?["visibility"] == "internal")
            let story = try await desk.usher.run("explain", id)
            #expect(
                story.output.contains("it is kept here, since mijnklantportaal cannot add a note"),
                "\(story.output)"
            )
            #expect(story.output.contains("cli 0.1.0, note, by "))
        }
    }

    @Test func `an automation escalates on a provider without priorities and tags, and sees it the next time`()
        async throws
    {
        let yaml = """
            automations:
              raiser: { mode: live, connections: [mijnklantportaal] }
            """
        try await Desk.open(more: yaml) { desk in
            try desk.folder.write("plugins/automations/raiser.lua", Self.raiser)
            let id = try await desk.firstTicket(at: "mijnklantportaal", "--status", "open")
            for (effects, reason) in [(["tag", "priority", "note"], nil), ([], "raised before")]
                as [([String], String?)]
            {
                let outcome = try await desk.usher.run("run", "raiser", "--ticket", id, "--mode", "live", "--json")
                #expect(outcome.status == 0, "\(outcome.errors)")
                let handler = try #require(try outcome.json()["considered"]?[0])
                #expect(handler["effects"]?.texts("kind") == effects)
                if let reason { #expect(outcome.errors.contains(reason)) }
            }
            #expect(await writes(desk) == 0)
        }
    }

    private static let raiser = """
        local usher = require "usher"
        return usher.automation {
          name = "raiser", version = "0.1.0", summary = "Raises",
          needs = { effects = { "tag", "priority", "note" } },
          triggers = { { on = "ticket.created", run = function(ctx, event)
            local ticket = event.ticket
            if ticket.priority == "urgent" and ticket.tags[1] == "raised" and #ticket.local_fields == 2 then
              print("raised before")
              return
            end
            assert(ticket:can("set_tags") and ticket:can("set_priority", "urgent") and ticket:can("note"))
            ticket:tag "raised"
            ticket:set_priority "urgent"
            ticket:note "Raised."
          end } },
        }
        """

    @Test(arguments: [
        (["tickets", "priority", "TICKET", "raw:9"], "to \"raw:9\", only to low, normal, high or urgent"),
        (["tickets", "note", "TICKET", "--text", "x", "--attach", "usher.yaml"], "cannot attach a file"),
    ])
    func `what cannot be kept here either is refused`(arguments: [String], sentence: String) async throws {
        try await Desk.open { desk in
            let id = try await desk.firstTicket(at: "mijnklantportaal", "--status", "open")
            let outcome = try await desk.usher.run(arguments.map { $0 == "TICKET" ? id : $0 })
            #expect(outcome.status == 3, "\(outcome.errors)")
            #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
        }
    }

    @Test func `a ticket that does not exist gets no tag`() async throws {
        try await Desk.open { desk in
            let outcome = try await desk.usher.run("tickets", "tag", "mijnklantportaal/tic_nothing", "vip")
            #expect(outcome.status == 4, "\(outcome.errors)")
        }
    }
}
