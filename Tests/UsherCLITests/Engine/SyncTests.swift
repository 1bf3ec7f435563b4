import SQLiteDriver
import Simulator
import Store
import Testing
import TicketModel

/// `usher sync` over the simulators, with an automation that answers new tickets and closes them.
struct SyncTests {
    private static let automations = """
        automations:
          closer: { mode: live, connections: [mijnklantportaal] }
        """

    private static let closer = """
        local usher = require "usher"
        return usher.automation {
          name = "closer", version = "2.1.0", summary = "Answers and closes",
          needs = { effects = { "reply", "status" } },
          triggers = {
            { on = "ticket.created", where = { text = "please" }, run = function(ctx, event)
              event.ticket:reply("We have closed " .. event.ticket.subject .. ".")
              event.ticket:set_status "closed"
            end },
            { on = "message.added", run = function(ctx, event) error("it cannot cope") end },
          },
        }
        """

    private func withDesk(_ body: (Desk) async throws -> Void) async throws {
        try await Desk.open(more: Self.automations) { desk in
            try desk.folder.write("plugins/automations/closer.lua", Self.closer)
            let first = try await desk.usher.run("sync")
            #expect(first.status == 0, "\(first.errors)")
            try await body(desk)
        }
    }

    private func insert(_ subject: String, _ desk: Desk) async -> String {
        let ticket = NewTicket(subject: subject, body: "<p>Help</p>")
        return "mijnklantportaal/\(await desk.fleet[.mijnklantportaal].insert(ticket))"
    }

    private func writes(_ desk: Desk) async -> Int {
        await desk.fleet[.mijnklantportaal].books().requests.count { $0.method != "GET" }
    }

    @Test func `the first sync triggers nothing, a new ticket is answered once, and explain tells it all`() async throws
    {
        try await withDesk { desk in
            #expect(await writes(desk) == 0)
            let id = await insert("Close it please", desk)
            for _ in 1...2 {
                let outcome = try await desk.usher.run("sync", "--json")
                #expect(outcome.status == 0, "\(outcome.errors)")
            }
            #expect(await writes(desk) == 2)
            let story = try await desk.usher.run("explain", id)
            #expect(story.status == 0, "\(story.errors)")
            let lines = story.output.split(separator: "\n")
            #expect(lines.contains { $0.hasSuffix("ticket.created by requester") })
            #expect(lines.contains { $0.hasPrefix("    closer 2.1.0, triggers[1]: run 1 done, acted") })
            #expect(lines.contains { $0.contains("→ reply \"We have closed Close it please.\": delivered (") })
            #expect(lines.contains { $0.contains("→ status closed: delivered") })
            #expect(lines.contains { $0.hasSuffix("not run, the change is the echo of its own effect") })
            let json = try await desk.usher.run("explain", id, "--json").json()
            let types = Set(json["story"]?.texts("type") ?? [])
            #expect(types == ["change", "passed_over", "run", "effect"])
            // Runs are kept for a while, and what they did for good.
            let database = try await SQLiteDatabase.open(path: "\(desk.folder.path)/usher.db")
            _ = try await database.write { try $0.execute("DELETE FROM run") }
            await database.close()
            let rest = try await desk.usher.run("explain", id).output.split(separator: "\n")
            let left = rest.filter { $0.contains(" closer, triggers[1], in run 1 → ") }
            #expect(left.map { $0.hasPrefix("20") } == [true, true], "\(rest)")
        }
    }

    @Test func `a run is exported whole, for a bug report`() async throws {
        try await withDesk { desk in
            let id = await insert("Close it please", desk)
            _ = try await desk.usher.run("sync")
            let exported = try await desk.usher.run("runs", "export", "1")
            #expect(exported.status == 0, "\(exported.errors)")
            let document = try exported.json()
            #expect(document["format"] == "usher-run/1")
            #expect(document["run"]?["automation"] == "closer")
            #expect(document["run"]?["key"]?.stringValue?.hasPrefix("live/closer/triggers[1]/change-") == true)
            #expect(document["change"]?["kind"] == "ticket.created")
            #expect(document["ticket"]?["id"] == .string(id))
            #expect(document["messages"]?.arrayValue?.isEmpty == false)
            #expect(document["effects"]?.texts("state") == ["delivered", "delivered"])
            #expect(document["effects"]?[0]?["seen"]?["read_at"] != nil)
            let tokens = desk.usher.environment.values.filter { $0.count > 8 }
            #expect(!tokens.contains { exported.output.contains($0) })
            let missing = try await desk.usher.run("runs", "export", "999", "--json")
            #expect(missing.status == 4)
            #expect(try missing.json()["error"]?["kind"] == "not_found")
        }
    }

    @Test func `what an automation let pass is told with its reason`() async throws {
        try await withDesk { desk in
            let id = await insert("Nothing polite", desk)
            _ = try await desk.usher.run("sync")
            let story = try await desk.usher.run("explain", id)
            #expect(story.output.contains("closer 2.1.0, triggers[1]: not run, "), "\(story.output)")
            #expect(await writes(desk) == 0)
        }
    }

    @Test func `a run that fails is kept with its error, and can be tried again`() async throws {
        try await withDesk { desk in
            let id = await insert("Nothing polite", desk)
            _ = try await desk.usher.run("sync")
            let runs = try await desk.usher.run("runs", "list", "--ticket", id, "--json").json()
            let run = try #require(runs["runs"]?[0])
            #expect(run["state"] == "retrying")
            #expect(run["failure"]?["message"]?.stringValue?.contains("it cannot cope") == true)
            let number = try #require(run["id"]?.integerValue)
            let shown = try await desk.usher.run("runs", "show", "\(number)")
            #expect(shown.output.contains("it cannot cope"), "\(shown.output)")
            #expect(shown.output.contains(" MB at most and called the host "), "\(shown.output)")
            let usage = try await desk.usher.run("runs", "show", "\(number)", "--json").json()["run"]?["usage"]
            #expect(usage?["cpu_ms"]?.numberValue ?? 0 > 0)
            #expect(usage?["memory_peak_bytes"]?.integerValue ?? 0 > 10_000)
            let again = try await desk.usher.run("runs", "retry", "\(number)", "--json").json()
            #expect(again["run"]?["state"] == "available")
            #expect(again["run"]?["attempts"] == 0)
        }
    }

    @Test func `paused, nothing leaves; resumed, it goes on`() async throws {
        try await withDesk { desk in
            let paused = try await desk.usher.run("pause", "closer", "--reason", "wrong text", "--json").json()
            #expect(paused["paused"]?[0]?["name"] == "closer")
            #expect(paused["paused"]?[0]?["reason"] == "wrong text")
            _ = await insert("Close it please", desk)
            _ = try await desk.usher.run("sync")
            #expect(await writes(desk) == 0)
            let waiting = try await desk.usher.run("runs", "list", "--state", "available", "--json").json()
            #expect(waiting["runs"]?.arrayValue?.isEmpty == false)
            let resumed = try await desk.usher.run("resume", "closer", "--json").json()
            #expect(resumed["paused"] == [])
            _ = try await desk.usher.run("sync")
            #expect(await writes(desk) == 2)
            let entries = try await desk.usher.run("outbox", "list", "--json").json()
            #expect(entries["outbox"]?.texts("state") == ["delivered", "delivered"])
        }
    }

    @Test func `what cannot be is refused with a sentence that says what to do`() async throws {
        try await withDesk { desk in
            let cases: [([String], Int32, String)] = [
                (["runs", "show", "999"], 4, "There is no run 999; \"usher runs list\" shows which there are."),
                (
                    ["outbox", "redrive", "999"], 4,
                    "There is no entry 999; \"usher outbox list\" shows which there are."
                ),
                (["outbox", "list", "--state", "sent"], 2, "There is no state \"sent\"; write pending, "),
                (
                    ["pause", "closr"], 2,
                    "There is no automation and no connection \"closr\" in usher.yaml; did you mean \"closer\"?"
                ),
                (["resume"], 2, "Name an automation or a connection, or say --all."),
                (["explain", "mijnklantportaal/none"], 4, "No sync has seen mijnklantportaal/none; "),
                (["sync", "--connection", "portl"], 4, "There is no connection \"portl\"; "),
            ]
            for (arguments, status, sentence) in cases {
                let outcome = try await desk.usher.run(arguments)
                #expect(outcome.status == status, "\(arguments) \(outcome.errors)")
                #expect(outcome.errors.contains(sentence), "\(arguments) \(outcome.errors)")
            }
        }
    }

    @Test func `before the first sync there is no database, and every command that needs one says so`() async throws {
        try await Desk.open { desk in
            for arguments in [["runs", "list"], ["outbox", "list"], ["explain", "mijnklantportaal/1"], ["pause"]] {
                let outcome = try await desk.usher.run(arguments)
                #expect(outcome.status == 2, "\(arguments)")
                #expect(outcome.errors.contains("\"usher sync\" makes it"), "\(arguments) \(outcome.errors)")
            }
        }
    }
}
