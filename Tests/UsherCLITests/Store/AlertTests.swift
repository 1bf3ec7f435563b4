import Foundation
import Simulator
import Testing
import TicketModel

/// Alerts through a real notifier, over the real binary.
struct AlertTests {
    private func withDesk(
        alerts: String = "",
        _ body: (Desk, NotificationSink) async throws -> Void
    ) async throws {
        let sink = NotificationSink()
        let url = try await sink.start()
        do {
            let more = "notifiers:\n  duty: { plugin: webhook, url: \"\(url)\" }\n" + alerts
            try await Desk.open(more: more) { try await body($0, sink) }
        } catch {
            await sink.stop()
            throw error
        }
        await sink.stop()
    }

    @Test func `what is paused is told once, through all notifiers, and again when it is paused again`() async throws {
        try await withDesk { desk, sink in
            _ = try await desk.usher.run("sync")
            #expect(sink.bodies.isEmpty)
            _ = try await desk.usher.run("pause", "--all", "--reason", "wrong texts")
            for _ in 1...2 { _ = try await desk.usher.run("sync") }
            #expect(sink.bodies.count == 1)
            #expect(sink.bodies.first?.contains("wrong texts") == true, "\(sink.bodies)")
            let alerts = try await desk.usher.run("alerts", "--json").json()
            #expect(alerts["alerts"]?.texts("kind") == ["paused"])
            _ = try await desk.usher.run("resume", "--all")
            _ = try await desk.usher.run("sync")
            let none = try await desk.usher.run("alerts")
            #expect(none.output == "Nothing needs an operator.\n")
            _ = try await desk.usher.run("pause", "--all")
            _ = try await desk.usher.run("sync")
            #expect(sink.bodies.count == 2)
            let all = try await desk.usher.run("alerts", "--all", "--json").json()
            #expect(all["alerts"]?.arrayValue?.count == 2)
        }
    }

    @Test func `credentials that a provider refuses are told, until they are right again`() async throws {
        try await withDesk { desk, sink in
            _ = try await desk.usher.run("sync")
            var wrong = desk.usher
            wrong.environment["KLINKCX_TOKEN"] = "kpt_wrong"
            for _ in 1...2 {
                let sync = try await wrong.run("sync")
                #expect(sync.status == 5, "\(sync.errors)")
            }
            #expect(sink.bodies.count == 1)
            #expect(sink.bodies.first?.contains("klinkcx refuses its credentials") == true, "\(sink.bodies)")
            _ = try await desk.usher.run("sync")
            let alerts = try await desk.usher.run("alerts", "--json").json()
            #expect(alerts["alerts"] == [])
        }
    }

    @Test func `nobody is told where nobody is to be, and a notifier that is away makes no sync fail`() async throws {
        try await withDesk(alerts: "alerts: []\n") { desk, sink in
            _ = try await desk.usher.run("pause", "--all")
            _ = try await desk.usher.run("sync")
            #expect(sink.bodies.isEmpty)
            let alerts = try await desk.usher.run("alerts", "--json").json()
            #expect(alerts["alerts"]?.texts("kind") == ["paused"])
        }
        try await withDesk { desk, sink in
            await sink.stop()
            _ = try await desk.usher.run("pause", "--all")
            let sync = try await desk.usher.run("sync")
            #expect(sync.status == 0)
            #expect(sync.errors.contains("An alert could not be told through duty, and is tried again: "))
        }
    }
}
