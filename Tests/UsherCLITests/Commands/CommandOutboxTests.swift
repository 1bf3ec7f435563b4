import Simulator
import Testing
import TicketModel

/// What an operator writes goes through the outbox, like everything else that leaves.
struct CommandOutboxTests {
    private static let listener = """
        local usher = require "usher"
        return usher.automation {
          name = "listener", version = "1.0.0", summary = "Notes every message",
          needs = { effects = { "reply" } },
          triggers = { { on = "message.added", once = ONCE, run = function(ctx, event)
            event.ticket:reply("Heard: " .. event.message.body)
          end } },
        }
        """

    private static let yaml = "automations:\n  listener: { mode: live, connections: [mijnklantportaal] }\n"

    private func replies(_ desk: Desk) async -> Int {
        await desk.fleet[.mijnklantportaal].books().requests.count { $0.method == "POST" }
    }

    private func withListener(
        once: String = "nil",
        in database: DeskDatabase = .sqlite,
        _ body: (Desk, String) async throws -> Void
    ) async throws {
        try await database.with { line in
            try await Desk.open(more: Self.yaml + line) { desk in
                let text = Self.listener.replacing("ONCE", with: once)
                try desk.folder.write("plugins/automations/listener.lua", text)
                try await body(desk, try await desk.firstTicket(at: "mijnklantportaal", "--status", "open"))
            }
        }
    }

    @Test(arguments: DeskDatabase.available)
    func `explain tells of a reply, and sync knows it again as the operator's`(database: DeskDatabase) async throws {
        try await withListener(in: database) { desk, id in
            _ = try await desk.usher.run("sync")
            let reply = try await desk.usher.run("tickets", "reply", id, "--text", "We are on it.")
            #expect(reply.status == 0, "\(reply.errors)")
            for _ in 1...2 { _ = try await desk.usher.run("sync") }
            #expect(await replies(desk) == 1)
            let story = try await desk.usher.run("explain", id)
            #expect(story.output.contains("cli 0.1.0, reply, by "), "\(story.output)")
            #expect(story.output.contains("→ reply \"We are on it.\": delivered ("))
            #expect(story.output.contains(" by operator, the echo of cli/reply/"), "\(story.output)")
            #expect(story.output.contains("not run, the change is the echo of an effect of cli"), "\(story.output)")
            let json = try await desk.usher.run("runs", "list", "--automation", "cli", "--json").json()
            #expect(json["runs"]?.texts("state") == ["done"])
            #expect(json["runs"]?.texts("cause") == ["command"])
        }
    }

    @Test func `without a sync before, the database is made and nothing is news`() async throws {
        try await withListener { desk, id in
            let status = try await desk.usher.run("tickets", "status", id, "closed")
            #expect(status.status == 0, "\(status.errors)")
            let story = try await desk.usher.run("explain", id)
            #expect(story.output.contains("→ status closed: delivered"), "\(story.output)\(story.errors)")
            for _ in 1...2 { _ = try await desk.usher.run("sync") }
            let runs = try await desk.usher.run("runs", "list", "--automation", "listener", "--json").json()
            #expect(runs["runs"] == [])
        }
    }

    @Test func `a pause holds it and says who and why; resumed, sync delivers it`() async throws {
        try await withListener { desk, id in
            _ = try await desk.usher.run("pause", "--all", "--reason", "wrong text")
            let reply = try await desk.usher.run("tickets", "reply", id, "--text", "We are on it.", "--json")
            #expect(reply.status == 6, "\(reply.errors)")
            let delivery = try #require(try reply.json()["deliveries"]?[0])
            #expect(delivery["outcome"] == "waiting")
            #expect(
                delivery["because"]?.stringValue?.contains("(wrong text); \"usher resume --all\" lets it go on") == true
            )
            #expect(reply.errors.contains("waits in the outbox as entry 1: everything has been paused by "))
            #expect(await replies(desk) == 0)
            let run = try await desk.usher.run("run", "listener", "--ticket", id, "--mode", "live")
            #expect(run.status == 5, "\(run.errors)")
            #expect(run.errors.contains("Nothing was run: everything has been paused by "), "\(run.errors)")
            _ = try await desk.usher.run("resume", "--all")
            _ = try await desk.usher.run("sync")
            #expect(await replies(desk) == 1)
        }
    }

    @Test(arguments: ["mijnklantportaal", "klinkcx", "usercom", "ippanel"])
    func `what a command has changed is listed so at once, without a sync`(connection: String) async throws {
        try await Desk.open { desk in
            _ = try await desk.usher.run("sync")
            let id = try await desk.firstTicket(at: connection, "--status", "open")
            let status = try await desk.usher.run("tickets", "status", id, "closed")
            guard status.status == 0 else { return #expect(status.status == 3, "\(status.errors)") }
            let filter = ["--connection", connection, "--status", "closed", "--json"]
            let listed = try await desk.usher.run(["tickets", "list"] + filter)
            #expect(try listed.json()["tickets"]?.texts("id").contains(id) == true, "\(listed.errors)")
        }
    }

    @Test func `an automation that does not load keeps nobody from answering`() async throws {
        try await withListener { desk, id in
            _ = try await desk.usher.run("sync")
            try desk.folder.write("plugins/automations/listener.lua", "return {")
            let reply = try await desk.usher.run("tickets", "status", id, "closed", "--json")
            #expect(reply.status == 0, "\(reply.errors)")
            #expect(try reply.json()["deliveries"]?.texts("outcome") == ["delivered"])
        }
    }

    @Test(arguments: ["ticket", "requester", "24h"])
    func `run by hand and by its trigger, once acts once`(once: String) async throws {
        try await withListener(once: "\"\(once)\"") { desk, id in
            _ = try await desk.usher.run("sync")
            for fired in [true, false] {
                let run = try await desk.usher.run("run", "listener", "--ticket", id, "--mode", "live", "--json")
                #expect(run.status == 0, "\(run.errors)")
                let handler = try #require(try run.json()["considered"]?[0])
                #expect(handler["fired"] == .bool(fired), "\(run.output)")
                if !fired { #expect(handler["because"]?.stringValue?.hasPrefix("once = ") == true) }
                #expect(handler["run"]?.integerValue != nil)
            }
            #expect(await replies(desk) == 1)
            // The requester writes again: the trigger fires, and once stops it.
            let simulator = desk.fleet[.mijnklantportaal]
            await simulator.addMessage("And now?", to: id.replacing("mijnklantportaal/", with: ""))
            _ = try await desk.usher.run("sync")
            #expect(await replies(desk) == 1)
            let runs = try await desk.usher.run("runs", "list", "--automation", "listener", "--json").json()
            #expect(runs["runs"]?.texts("verdict") == ["passed_over", "passed_over", "acted"], "\(runs)")
        }
    }
}
