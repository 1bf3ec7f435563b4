import Foundation
import Simulator
import Testing
import TicketModel

/// Two processes on one store, one of which is lost in the middle of a run.
struct TwoProcessTests {
    private static let yaml = "automations:\n  reader: { mode: live, connections: [mijnklantportaal] }\n"

    /// The test syncs more often than the vendor allows.
    private static let unlimited: @Sendable (SimulatedProvider) -> SimulatorOptions = { _ in
        var options = SimulatorOptions()
        options.rateLimit = .off
        return options
    }

    private static let reader = """
        local usher = require "usher"
        return usher.automation {
          name = "reader", version = "1.0.0", summary = "Looks at a ticket again, and answers it",
          needs = { effects = { "reply" } },
          triggers = { { on = "ticket.created", run = function(ctx, event)
            assert(event.ticket:refresh())
            event.ticket:reply "There is one answer."
          end } },
        }
        """

    /// Lends a desk and a process that is in the middle of its handler, waiting for the provider.
    private func withRun(
        in database: DeskDatabase,
        _ body: (Desk, StartedUsher) async throws -> Void
    ) async throws {
        try await database.with { line in
            try await Desk.open(options: Self.unlimited, more: Self.yaml + line) { desk in
                try desk.folder.write("plugins/automations/reader.lua", Self.reader)
                let first = try await desk.usher.run("sync")
                #expect(first.status == 0, "\(first.errors)")
                let simulator = desk.fleet[.mijnklantportaal]
                let id = await simulator.insert(NewTicket(subject: "Hello", body: "<p>Help</p>"))
                await simulator.order(
                    Fault(.latency(.seconds(3)), method: "GET", pathPrefix: "/v1/tickets/\(id)", times: 99)
                )
                let process = try desk.usher.start(["sync"])
                var isRunning = false
                while !isRunning {
                    let runs = try await desk.usher.run("runs", "list", "--state", "running", "--json").json()
                    isRunning = runs["runs"]?.arrayValue?.isEmpty == false
                }
                try await body(desk, process)
            }
        }
    }

    private func replies(_ desk: Desk) async -> Int {
        await desk.fleet[.mijnklantportaal].books().requests.count { $0.method == "POST" }
    }

    /// Syncs again and again until the run has ended.
    /// - Returns: how long that took.
    private func syncUntilDone(_ desk: Desk) async throws -> Duration {
        let start = ContinuousClock.now
        var state: JSONValue?
        while state != "done", start.duration(to: .now) < .seconds(60) {
            let outcome = try await desk.usher.run("sync")
            #expect(outcome.status == 0, "\(outcome.errors)")
            state = try await desk.usher.run("runs", "list", "--automation", "reader", "--json").json()["runs"]?[0]?[
                "state"
            ]
        }
        #expect(state == "done")
        return start.duration(to: .now)
    }

    @Test(arguments: DeskDatabase.available)
    func `one is killed, and the other takes its run over within half a minute`(database: DeskDatabase) async throws {
        try await withRun(in: database) { desk, process in
            kill(process.pid, SIGKILL)
            _ = try await process.outcome()
            await desk.fleet[.mijnklantportaal].clearFaults()
            let taken = try await syncUntilDone(desk)
            #expect(taken < .seconds(30))
            #expect(await replies(desk) == 1)
            let run = try await desk.usher.run("runs", "list", "--automation", "reader", "--json").json()["runs"]?[0]
            #expect(run?["attempts"] == 2)
        }
    }

    @Test(arguments: DeskDatabase.available)
    func `one is stopped and wakes up late: what it has left to write is refused`(database: DeskDatabase) async throws {
        try await withRun(in: database) { desk, process in
            kill(process.pid, SIGSTOP)
            await desk.fleet[.mijnklantportaal].clearFaults()
            // It is still there, so nobody may take its run before the lease has run out.
            let taken = try await syncUntilDone(desk)
            #expect(taken < .seconds(30))
            #expect(await replies(desk) == 1)
            kill(process.pid, SIGCONT)
            let late = try await process.outcome()
            #expect(late.status == 1, "\(late.output)\(late.errors)")
            #expect(late.errors.contains("was taken over by another worker"), "\(late.errors)")
            #expect(await replies(desk) == 1)
            let entries = try await desk.usher.run("outbox", "list", "--json").json()
            #expect(entries["outbox"]?.texts("state") == ["delivered"])
        }
    }
}
