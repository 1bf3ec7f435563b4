import Foundation
import SQLiteDriver
import Simulator
import Store
import Testing
import TicketModel

/// A restored backup sends nothing twice, whatever was under way when it was made.
struct RestoreTests {
    private static let automations = """
        automations:
          greeter: { mode: live, connections: [mijnklantportaal] }
        """

    private static let greeter = """
        local usher = require "usher"
        return usher.automation {
          name = "greeter", version = "1.0.0", summary = "Greets",
          needs = { effects = { "reply" } },
          triggers = {
            { on = "ticket.created", run = function(ctx, event)
              event.ticket:reply("Welcome, we have your message about " .. event.ticket.subject .. ".")
            end },
          },
        }
        """

    /// Answers a new ticket a moment later.
    private static let lateGreeter = """
        local usher = require "usher"
        return usher.automation {
          name = "greeter", version = "1.0.0", summary = "Greets later",
          needs = { effects = { "reply", "later" } },
          triggers = {
            { on = "ticket.created", run = function(ctx, event) ctx:later("0s", "follow", event.ticket.id) end },
          },
          later = {
            follow = function(ctx, id) ctx.tickets:get(id):reply("A late welcome.") end,
          },
        }
        """

    private func withDesk(
        _ greeter: String = greeter,
        _ body: (Desk) async throws -> Void
    ) async throws {
        let options: @Sendable (SimulatedProvider) -> SimulatorOptions = { _ in
            var options = SimulatorOptions()
            options.rateLimit = .off
            return options
        }
        try await Desk.open(options: options, more: Self.automations) { desk in
            try desk.folder.write("plugins/automations/greeter.lua", greeter)
            let first = try await desk.usher.run("sync")
            #expect(first.status == 0, "\(first.errors)")
            try await body(desk)
        }
    }

    private func run(_ desk: Desk, _ arguments: String...) async throws {
        let outcome = try await desk.usher.run(arguments)
        #expect(outcome.status == 0, "\(arguments) \(outcome.errors)")
    }

    private func replies(_ desk: Desk) async -> Int {
        await desk.fleet[.mijnklantportaal].books().requests.count { $0.method == "POST" }
    }

    /// What was paused in the backup is so again, beside everything.
    private func restoreAndGoOn(_ desk: Desk, resuming name: String? = nil) async throws {
        try await run(desk, "store", "restore", "copy")
        if let name { try await run(desk, "resume", name) }
        for _ in 1...2 { try await run(desk, "sync") }
        try await run(desk, "resume", "--all")
        for _ in 1...2 { try await run(desk, "sync") }
    }

    @Test func `a ticket that came and was answered since the backup is not answered again`() async throws {
        try await withDesk { desk in
            try await run(desk, "store", "backup", "copy")
            let id = await desk.fleet[.mijnklantportaal].insert(NewTicket(subject: "Since", body: "<p>Help</p>"))
            try await run(desk, "sync")
            #expect(await replies(desk) == 1)
            try await restoreAndGoOn(desk)
            #expect(await replies(desk) == 1)
            let story = try await desk.usher.run("explain", "mijnklantportaal/\(id)")
            #expect(story.output.contains("when the connection was first read"), "\(story.output)")
        }
    }

    @Test func `a reply that was pending in the backup and left since is read back, and not sent again`() async throws {
        try await withDesk { desk in
            _ = await desk.fleet[.mijnklantportaal].insert(NewTicket(subject: "Before", body: "<p>Help</p>"))
            // The run ends, and its reply waits: the connection is paused between the two.
            try await pauseAfterRun(desk)
            let waiting = try await desk.usher.run("outbox", "list", "--state", "pending", "--json").json()
            #expect(waiting["outbox"]?.arrayValue?.count == 1)
            try await run(desk, "store", "backup", "copy")
            try await run(desk, "resume", "mijnklantportaal")
            try await run(desk, "sync")
            #expect(await replies(desk) == 1)
            try await restoreAndGoOn(desk, resuming: "mijnklantportaal")
            #expect(await replies(desk) == 1)
            let entries = try await desk.usher.run("outbox", "list", "--json").json()
            #expect(entries["outbox"]?.texts("state") == ["delivered"])
        }
    }

    @Test func `a run that waited in the backup and acted since is read back, and not sent again`() async throws {
        try await withDesk { desk in
            _ = await desk.fleet[.mijnklantportaal].insert(NewTicket(subject: "Before", body: "<p>Help</p>"))
            try await run(desk, "pause", "greeter")
            try await run(desk, "sync")
            try await run(desk, "store", "backup", "copy")
            try await run(desk, "resume", "greeter")
            try await run(desk, "sync")
            #expect(await replies(desk) == 1)
            try await restoreAndGoOn(desk, resuming: "greeter")
            #expect(await replies(desk) == 1)
            let entries = try await desk.usher.run("outbox", "list", "--json").json()
            #expect(entries["outbox"]?.texts("state") == ["delivered"])
        }
    }

    @Test func `nor is what a run asked for later that waited in the backup`() async throws {
        try await withDesk(Self.lateGreeter) { desk in
            _ = await desk.fleet[.mijnklantportaal].insert(NewTicket(subject: "Before", body: "<p>Help</p>"))
            try await run(desk, "pause", "greeter")
            try await run(desk, "sync")
            try await run(desk, "store", "backup", "copy")
            try await run(desk, "resume", "greeter")
            try await run(desk, "sync")
            let runs = try await desk.usher.run("runs", "list").output
            #expect(await replies(desk) == 1, "\(runs)")
            try await restoreAndGoOn(desk, resuming: "greeter")
            #expect(await replies(desk) == 1)
            let entries = try await desk.usher.run("outbox", "list", "--json").json()
            #expect(entries["outbox"]?.texts("state") == ["delivered"])
        }
    }

    @Test func `what comes after the restore is answered`() async throws {
        try await withDesk { desk in
            try await run(desk, "store", "backup", "copy")
            try await restoreAndGoOn(desk)
            _ = await desk.fleet[.mijnklantportaal].insert(NewTicket(subject: "After", body: "<p>Help</p>"))
            try await run(desk, "sync")
            #expect(await replies(desk) == 1)
        }
    }

    /// Lets the run of a new ticket end, with its reply left in the outbox.
    private func pauseAfterRun(_ desk: Desk) async throws {
        try await run(desk, "pause", "greeter")
        try await run(desk, "sync")
        // A connection's pause holds the run back too, so the row is made as the run's end would have.
        try await run(desk, "resume", "greeter")
        try await run(desk, "pause", "mijnklantportaal")
        let database = try await SQLiteDatabase.open(path: "\(desk.folder.path)/usher.db")
        try await database.write { transaction in
            let now = Timestamp(microseconds: try transaction.value("SELECT MAX(created_at) FROM run"))
            let id: Int64 = try transaction.value("SELECT id FROM run WHERE automation = 'greeter'")
            let lease = LeaseTerm(owner: "test", until: now + .minutes(1))
            for run in try RunTable.claim([id], lease, now: now + .seconds(1), in: transaction) {
                let ending = RunEnding(.finish, at: now, version: "1.0.0", verdict: "acted")
                _ = try RunTable.end(run.id, fence: run.fence, ending, in: transaction)
                guard let ticket = run.ticket, let change = run.change else { continue }
                let reply = NewEffect(
                    key: "greeter/triggers[1]/change-\(change)/\(ticket.connection)/\(ticket.id)/reply/0",
                    run: run.id,
                    position: 0,
                    automation: "greeter",
                    handler: run.handler,
                    ticket: ticket,
                    connection: ticket.connection,
                    kind: .reply,
                    class: .appending,
                    ordinal: 0,
                    action: ["reply": "Welcome, we have your message about Before.", "files": []],
                    createdAt: now,
                    expiresAt: now + .hours(1)
                )
                try EffectTable.insert([reply], in: transaction)
            }
        }
        await database.close()
    }
}
