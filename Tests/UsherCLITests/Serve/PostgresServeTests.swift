import Foundation
import Simulator
import Testing
import TicketModel

/// The real daemon on PostgreSQL: alone, and two of them on one database.
@Suite(.enabled(if: DeskDatabase.available.contains(.postgres)))
struct PostgresServeTests {
    private static let yaml = """
        automations:
          crash-probe: { mode: live, connections: [mijnklantportaal] }

        """

    /// A connection that is polled so rarely that all news come by webhook.
    private func withDesk(poll: String, _ body: (Desk, CrashBooks) async throws -> Void) async throws {
        try await DeskDatabase.postgres.with { line in
            try await Desk.open(
                options: Desk.patient,
                settings: ["poll: \(poll)"],
                more: Self.yaml + line
            ) { desk in
                try desk.folder.write("plugins/automations/crash-probe.lua", CrashBooks.plugin("1.0.0"))
                let yaml = try String(contentsOfFile: "\(desk.folder.path)/usher.yaml", encoding: .utf8)
                let secret = "  mijnklantportaal:\n    webhook_secret: a-secret\n"
                try desk.folder.write("usher.yaml", yaml.replacing("  mijnklantportaal:\n", with: secret))
                try await body(desk, CrashBooks(simulator: desk.fleet[.mijnklantportaal]))
            }
        }
    }

    private func hasRead(_ daemon: RunningUsher) async throws {
        _ = try await daemon.port()
        try await daemon.hears("A connection was read.") { $0["connection"] == "mijnklantportaal" }
    }

    /// Whether a node has the portal.
    private func holds(_ daemon: RunningUsher) async throws -> Bool {
        let metrics = try await Wire.get("http://127.0.0.1:\(try await daemon.port())/metrics").text
        return metrics.contains("usher_connection_held{connection=\"mijnklantportaal\"} 1")
    }

    private func ring(_ daemon: RunningUsher, about id: String) async throws {
        let url = "http://127.0.0.1:\(try await daemon.port())/hooks/mijnklantportaal"
        let body = Array("{\"data\":{\"ticketId\":\"\(id)\"}}".utf8)
        let answer = try await Wire.post(url, body, headers: ["x-webhook-signature": "a-secret"])
        #expect(answer.status == 200, "\(answer.text)")
    }

    @Test func `one node reads, answers, is killed, and goes on`() async throws {
        try await withDesk(poll: "1s") { desk, books in
            var ids: [String] = []
            try await desk.serving { daemon in
                try await hasRead(daemon)
                ids.append(await desk.insert("First", at: .mijnklantportaal))
                await books.areClosed(ids)
                ids.append(await desk.insert("Second", at: .mijnklantportaal))
                try await daemon.hears("A connection was read.") { $0["changes"] == "2" }
                await daemon.stop(SIGKILL)
            }
            try await desk.serving { daemon in
                await books.areClosed(ids)
                #expect(await daemon.stop() == 0, "\(daemon.log)")
            }
            try await books.areInOrder(ids)
            let check = try await desk.usher.run("store", "check")
            #expect(check.status == 0, "\(check.output)\(check.errors)")
        }
    }

    @Test func `of two nodes one reads; a webhook to the other wakes it, and killed it is followed by the other`()
        async throws
    {
        try await withDesk(poll: "1h") { desk, books in
            try await desk.serving { first in
                try await hasRead(first)
                try await desk.serving { second in
                    _ = try await second.port()
                    #expect(try await holds(first))
                    #expect(try await !holds(second))
                    var ids = [await desk.insert("First", at: .mijnklantportaal)]
                    let start = ContinuousClock.now
                    try await ring(second, about: ids[0])
                    try await first.hears("Webhooks were acted on.")
                    // The reader sleeps for up to 15 s where nobody wakes it.
                    #expect(start.duration(to: .now) < .seconds(10))
                    await books.areClosed(ids)
                    #expect(second.lines("Webhooks were acted on.").isEmpty)
                    await first.stop(SIGKILL)
                    ids.append(await desk.insert("Second", at: .mijnklantportaal))
                    try await ring(second, about: ids[1])
                    // Once the lease of the node that is gone has run out.
                    await books.areClosed(ids)
                    #expect(try await holds(second))
                    #expect(await second.stop() == 0, "\(second.log)")
                    try await books.areInOrder(ids)
                    let runs = try await desk.usher.run("runs", "list", "--automation", "crash-probe", "--json").json()
                    #expect(runs["runs"]?.texts("state") == ["done", "done"])
                }
            }
        }
    }
}
