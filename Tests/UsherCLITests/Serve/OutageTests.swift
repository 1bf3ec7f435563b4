import Foundation
import SQLiteDriver
import Simulator
import Store
import Testing
import TicketModel

/// What the real daemon does with what came while nobody read a connection for long.
struct OutageTests {
    private static let yaml = """
        automations:
          crash-probe: { mode: live, connections: [mijnklantportaal] }
        backlog: { after: 1h, runs: 3 }
        """
    private static let told = "A connection is held: much came while nobody read it."

    /// A desk whose portal was read two hours ago, and so many tickets that came since.
    private func withOutage(tickets: Int, _ body: (Desk, CrashBooks, [String]) async throws -> Void) async throws {
        try await Desk.open(options: Desk.patient, settings: ["poll: 1s"], more: Self.yaml) { desk in
            try desk.folder.write("plugins/automations/crash-probe.lua", CrashBooks.plugin("1.0.0"))
            let sync = try await desk.usher.run("sync")
            #expect(sync.status == 0, "\(sync.errors)")
            let database = try await SQLiteDatabase.open(path: "\(desk.folder.path)/usher.db")
            try await database.write { transaction in
                try transaction.execute(
                    "UPDATE sync_cursor SET as_of = as_of - $1",
                    [.value(TimeSpan.hours(2).microseconds)]
                )
            }
            await database.close()
            var ids: [String] = []
            for number in 1...tickets { ids.append(await desk.insert("Ticket \(number)", at: .mijnklantportaal)) }
            try await body(desk, CrashBooks(simulator: desk.fleet[.mijnklantportaal]), ids)
        }
    }

    private func isHeld(_ desk: Desk, runs: Int) async throws {
        let paused = try await desk.usher.run("pause", "--json").json()["paused"]
        #expect(paused?.texts("name") == ["mijnklantportaal"])
        #expect(paused?.texts("by") == ["usher"])
        let reason = paused?.texts("reason").first ?? ""
        #expect(reason.contains("it was not read since ") && reason.contains(", and \(runs) runs wait"), "\(reason)")
        #expect(reason.contains("usher resume mijnklantportaal"))
        #expect(await desk.writes(at: .mijnklantportaal) == 0)
    }

    @Test func `much is held until the operator says to go on, and then done in order, once`() async throws {
        try await withOutage(tickets: 5) { desk, books, ids in
            try await desk.serving { daemon in
                let line = try await daemon.hears(Self.told)
                #expect(line["runs"] == "5")
                try await isHeld(desk, runs: 5)
                let resumed = try await desk.usher.run("resume", "mijnklantportaal")
                #expect(resumed.status == 0, "\(resumed.errors)")
                await books.areClosed(ids)
                #expect(await daemon.stop() == 0, "\(daemon.log)")
            }
            try await books.areInOrder(ids)
        }
    }

    @Test func `a little goes on by itself`() async throws {
        try await withOutage(tickets: 3) { desk, books, ids in
            try await desk.serving { daemon in
                await books.areClosed(ids)
                #expect(daemon.lines(Self.told).isEmpty)
            }
            try await books.areInOrder(ids)
            #expect(try await desk.usher.run("pause", "--json").json()["paused"] == [])
        }
    }

    @Test func `killed before it has counted, the next daemon counts before anything begins`() async throws {
        try await withOutage(tickets: 4) { desk, books, ids in
            await books.simulator.order(Fault(.hang, method: "GET", times: 1000))
            try await desk.serving { daemon in
                await books.simulator.request { $0.fault == "hang" }
                await daemon.stop(SIGKILL)
            }
            await books.simulator.clearFaults()
            let paused = try await desk.usher.run("pause", "--json").json()["paused"]
            #expect(paused?.texts("name").contains("mijnklantportaal") == true)
            try await desk.serving { daemon in
                try await daemon.hears(Self.told)
                try await isHeld(desk, runs: 4)
                _ = try await desk.usher.run("resume", "mijnklantportaal")
                await books.areClosed(ids)
            }
            try await books.areInOrder(ids)
        }
    }
}
