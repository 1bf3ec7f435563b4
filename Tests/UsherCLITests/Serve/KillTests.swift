import Foundation
import SQLiteDriver
import Simulator
import Store
import Testing
import TicketModel

/// `kill -9` in the middle of what the daemon does, and the next daemon: nothing is lost, nothing is done twice.
struct KillTests {
    private static let yaml = """
        automations:
          crash-probe: { mode: live, connections: [mijnklantportaal] }
        """

    private func withDesk(poll: String = "1s", _ body: (Desk, CrashBooks) async throws -> Void) async throws {
        try await Desk.open(options: Desk.patient, settings: ["poll: \(poll)"], more: Self.yaml) { desk in
            try write(CrashBooks.plugin("1.0.0"), desk)
            try await body(desk, CrashBooks(simulator: desk.fleet[.mijnklantportaal]))
        }
    }

    private func write(_ text: String, _ desk: Desk) throws {
        try desk.folder.write("plugins/automations/crash-probe.lua", text)
    }

    /// The portal has been read once, so that what comes is news.
    private func hasRead(_ daemon: RunningUsher) async throws {
        _ = try await daemon.port()
        try await daemon.hears("A connection was read.") { $0["connection"] == "mijnklantportaal" }
    }

    private func isSound(_ desk: Desk) async throws {
        let check = try await desk.usher.run("store", "check")
        #expect(check.status == 0, "\(check.output)\(check.errors)")
        let left = try await desk.usher.run("outbox", "list", "--waiting", "--json").json()
        #expect(left["outbox"] == [])
    }

    // MARK: During a reload

    /// When the daemon is killed, counted from the moment at which a new version was saved.
    enum Moment: CaseIterable {
        case saved, sending, reloaded
    }

    @Test(arguments: Moment.allCases)
    func `during a reload: one version is active, and every ticket is answered once`(moment: Moment) async throws {
        try await withDesk { desk, books in
            var ids: [String] = []
            for round in 1...3 {
                try await desk.serving { daemon in
                    try await hasRead(daemon)
                    // The provider does what it is asked, and is late to say so: a kill falls between.
                    await books.simulator.order(Fault(.latency(.seconds(5)), method: "POST"))
                    let id = await desk.insert("Ticket \(round)", at: .mijnklantportaal)
                    ids.append(id)
                    try write(CrashBooks.plugin("1.\(round).0"), desk)
                    switch moment {
                    case .saved: break
                    case .sending:
                        await books.simulator.request { $0.method == "POST" && $0.path.hasSuffix("/\(id)") }
                    case .reloaded:
                        try await daemon.hears("A plugin was reloaded.") { $0["version"] == .string("1.\(round).0") }
                    }
                    await daemon.stop(SIGKILL)
                }
                await books.simulator.clearFaults()
            }
            try await desk.serving { daemon in
                await books.areClosed(ids)
                let id = await desk.insert("Last", at: .mijnklantportaal)
                ids.append(id)
                await books.areClosed(ids)
                #expect(await daemon.stop() == 0, "\(daemon.log)")
            }
            try await books.areInOrder(ids)
            try await isSound(desk)
            // The last that was saved is what runs.
            let runs = try await desk.usher.run("runs", "list", "--automation", "crash-probe", "--json").json()
            #expect(runs["runs"]?.texts("version").contains("1.3.0") == true, "\(runs)")
        }
    }

    @Test func `while a new version waits to migrate: the next daemon migrates once, and goes on`() async throws {
        try await withDesk { desk, books in
            let looks = "if ctx.now() then assert(event.ticket:refresh()) end"
            try write(CrashBooks.plugin("1.0.0", before: looks), desk)
            var id = ""
            try await desk.serving { daemon in
                try await hasRead(daemon)
                _ = try await desk.usher.run("pause", "--all")
                id = await desk.insert("Hello", at: .mijnklantportaal)
                try await daemon.hears("A connection was read.") { $0["changes"] == "2" }
                await books.simulator.order(Fault(.hang, method: "GET", pathPrefix: "/v1/tickets/\(id)", times: 1000))
                _ = try await desk.usher.run("resume", "--all")
                let path = id
                await books.simulator.request { $0.path.hasSuffix("/\(path)") && $0.fault == "hang" }
                let migrate = "migrate = function(state) return { migrations = (state.migrations or 0) + 1 } end,"
                try write(CrashBooks.plugin("2.0.0", more: migrate), desk)
                try await daemon.hears("A plugin's state is to be migrated; it begins nothing until then.")
                let paused = try await desk.usher.run("pause", "--json").json()["paused"]
                #expect(paused?.texts("reason") == ["its state is being migrated"])
                await daemon.stop(SIGKILL)
            }
            await books.simulator.clearFaults()
            try await desk.serving { daemon in
                try await daemon.hears("A plugin was reloaded.") { $0["version"] == "2.0.0" }
                await books.areClosed([id])
                #expect(await daemon.stop() == 0, "\(daemon.log)")
            }
            try await books.areInOrder([id])
            try await isSound(desk)
            #expect(try await desk.usher.run("pause", "--json").json()["paused"] == [])
            let history = try await desk.usher.run("plugins", "history", "crash-probe", "--json").json()["history"]
            #expect(history?.texts("version") == ["2.0.0", "1.0.0"])
        }
    }

    // MARK: During a webhook

    @Test func `while webhooks are answered: what was acknowledged is acted on, and nothing is twice`() async throws {
        try await withDesk(poll: "1h") { desk, books in
            let yaml = try String(contentsOfFile: "\(desk.folder.path)/usher.yaml", encoding: .utf8)
            let secret = "  mijnklantportaal:\n    webhook_secret: a-secret\n"
            try desk.folder.write("usher.yaml", yaml.replacing("  mijnklantportaal:\n", with: secret))
            var ids: [String] = []
            var acknowledged = 0
            try await desk.serving { daemon in
                try await hasRead(daemon)
                let url = "http://127.0.0.1:\(try await daemon.port())/hooks/mijnklantportaal"
                for number in 1...60 { ids.append(await desk.insert("Ticket \(number)", at: .mijnklantportaal)) }
                // Nothing is acted on before the kill.
                await books.simulator.order(Fault(.hang, method: "GET", times: 100_000))
                await withTaskGroup(of: Bool.self) { group in
                    for id in ids {
                        group.addTask {
                            let body = Array("{\"data\":{\"ticketId\":\"\(id)\"}}".utf8)
                            let headers = ["x-webhook-signature": "a-secret"]
                            return (try? await Wire.post(url, body, headers: headers))?.status == 200
                        }
                    }
                    for await isAcknowledged in group where isAcknowledged {
                        acknowledged += 1
                        if acknowledged == 5 { daemon.signal(SIGKILL) }
                    }
                }
                _ = await daemon.status()
            }
            #expect(acknowledged >= 5)
            let database = try await SQLiteDatabase.open(path: "\(desk.folder.path)/usher.db")
            let stored = try await database.read { reader in
                try WebhookTable.waiting(at: "mijnklantportaal", limit: 1000, in: reader).count
            }
            await database.close()
            #expect(stored >= acknowledged)
            await books.simulator.clearFaults()
            try await desk.serving { daemon in
                await books.areClosed(ids)
                #expect(await daemon.stop() == 0, "\(daemon.log)")
                let told = daemon.lines("Webhooks were acted on.").compactMap { $0["webhooks"]?.stringValue }
                #expect(told.compactMap { Int($0) }.reduce(0, +) == stored)
            }
            try await books.areInOrder(ids)
            try await isSound(desk)
        }
    }

    // MARK: During a catch-up

    private static let reporter = """
        local usher = require "usher"
        return usher.automation {
          name = "crash-probe", version = "1.0.0", summary = "Says each slot once",
          needs = { effects = { "reply" } },
          schedules = { {
            name = "tick", every = "1m", catch_up = "all", overlap = "allow",
            run = function(ctx)
              for ticket in ctx.tickets:list { text = "Clock" } do
                ticket:reply("It is " .. usher.format_time(ctx:slot()) .. ".")
              end
            end,
          } },
        }
        """

    private static let isReport: @Sendable (SimulatedMessage) -> Bool = { $0.body.contains("It is ") }

    /// Puts the slot that is to come, and so the last look at the clock, into the past.
    private func turnBack(by span: TimeSpan, _ desk: Desk) async throws {
        let database = try await SQLiteDatabase.open(path: "\(desk.folder.path)/usher.db")
        try await database.write { transaction in
            let moved = try transaction.execute(
                "UPDATE slot SET planned_at = planned_at - $1, due_at = due_at - $1 WHERE state = 'planned'",
                [.value(span.microseconds)]
            )
            #expect(moved == 1)
        }
        await database.close()
    }

    @Test func `during a catch-up: every slot of the outage is said once`() async throws {
        try await withDesk { desk, books in
            try write(Self.reporter, desk)
            let yaml = try String(contentsOfFile: "\(desk.folder.path)/usher.yaml", encoding: .utf8)
            let limits = "limits: { replies: 500/1h, replies_per_ticket: 500/1d, replies_per_requester: 500/1d }"
            try desk.folder.write("usher.yaml", yaml.replacing("mode: live,", with: "mode: live, \(limits),"))
            let id = await desk.insert("Clock", at: .mijnklantportaal)
            try await desk.serving { daemon in
                try await hasRead(daemon)
                await daemon.stop(SIGKILL)
            }
            try await turnBack(by: .minutes(20), desk)
            for place in 0..<3 {
                await books.simulator.order(Fault(.latency(.seconds(5)), method: "POST", skipping: 2))
                let (before, start) = (await desk.writes(at: .mijnklantportaal), Date.now)
                try await desk.serving { daemon in
                    await books.simulator.request { $0.fault == "latency" && $0.receivedAt > start }
                    await daemon.stop(SIGKILL)
                }
                await books.simulator.clearFaults()
                #expect(await desk.writes(at: .mijnklantportaal) > before, "round \(place)")
            }
            try await desk.serving { daemon in
                await books.simulator.ticket(id) { $0.messages.count(where: Self.isReport) >= 20 }
                #expect(await daemon.stop() == 0, "\(daemon.log)")
            }
            let said = try #require(await books.simulator.ticket(id)).messages.filter(Self.isReport).map(\.body)
            #expect(Set(said).count == said.count)
            #expect(said.count >= 20)
            try await isSound(desk)
        }
    }
}
