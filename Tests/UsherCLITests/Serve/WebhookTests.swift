import Foundation
import Simulator
import Testing
import TicketModel

/// Webhooks at the real daemon, over real sockets.
struct WebhookTests {
    private static let secret = "0123456789abcdef-hook"
    private static let automations = """
        automations:
          closer: { mode: live }
        """

    private static let closer = """
        local usher = require "usher"
        return usher.automation {
          name = "closer", version = "2.1.0", summary = "Answers",
          needs = { effects = { "reply" } },
          triggers = {
            { on = "ticket.created", run = function(ctx, event) event.ticket:reply("We have read it.") end },
          },
        }
        """

    /// Connections that are polled once an hour: whatever is news sooner was told by webhook.
    private func withDaemon(_ body: (Desk, RunningUsher, String) async throws -> Void) async throws {
        try await Desk.open(options: Desk.patient, settings: ["poll: 1h"], more: Self.automations) { desk in
            var yaml = try String(contentsOfFile: "\(desk.folder.path)/usher.yaml", encoding: .utf8)
            yaml = yaml.replacing(
                "  mijnklantportaal:\n",
                with: "  mijnklantportaal:\n    webhook_secret: first-secret second-secret\n"
            )
            yaml = yaml.replacing("  ippanel:\n", with: "  ippanel:\n    hook_secret: \(Self.secret)\n")
            try desk.folder.write("usher.yaml", yaml)
            try desk.folder.write("plugins/automations/closer.lua", Self.closer)
            try await desk.serving { daemon in
                let port = try await daemon.port()
                for provider in SimulatedProvider.allCases {
                    try await daemon.hears("A connection was read.") {
                        $0["connection"]?.stringValue == provider.rawValue
                    }
                }
                try await body(desk, daemon, "http://127.0.0.1:\(port)/hooks")
            }
        }
    }

    private let signed = ["x-webhook-signature": "second-secret"]

    private func body(_ id: String) -> [UInt8] { Array("{\"data\":{\"ticketId\":\"\(id)\"}}".utf8) }

    @Test func `a genuine webhook has its ticket read and answered, and sent again it is known`() async throws {
        try await withDaemon { desk, daemon, hooks in
            let id = await desk.insert("Hello", at: .mijnklantportaal)
            let answer = try await Wire.post("\(hooks)/mijnklantportaal", body(id), headers: signed)
            #expect(answer.status == 200)
            #expect(answer.text == "stored\n")
            await desk.isWritten(at: .mijnklantportaal)
            let again = try await Wire.post("\(hooks)/mijnklantportaal", body(id), headers: signed)
            #expect(again.status == 200)
            #expect(await daemon.stop() == 0, "\(daemon.log)")
            #expect(await desk.writes(at: .mijnklantportaal) == 1)
            #expect(!daemon.log.contains("second-secret"))
        }
    }

    @Test func `what proves nothing is refused, and no ticket is read for it`() async throws {
        try await withDaemon { desk, daemon, hooks in
            let id = await desk.insert("Hello", at: .mijnklantportaal)
            let before = await desk.fleet[.mijnklantportaal].books().requestCount
            let cases: [(String, [String: String], [UInt8], Int)] = [
                ("mijnklantportaal", [:], body(id), 401),
                ("mijnklantportaal", ["x-webhook-signature": "third-secret"], body(id), 401),
                ("mijnklantportaal/\(Self.secret)", signed, body(id), 401),
                ("nobody", signed, body(id), 404),
                ("klinkcx", ["x-signature": "00"], body(id), 403),
                ("ippanel", [:], body(id), 401),
                ("ippanel/\(Self.secret)x", [:], body(id), 401),
                ("ippanel/\(Self.secret)/more", [:], body(id), 404),
                ("mijnklantportaal", signed, [UInt8](repeating: 32, count: 10 << 20), 413),
            ]
            for (path, headers, body, status) in cases {
                let answer = try await Wire.post("\(hooks)/\(path)", body, headers: headers)
                #expect(answer.status == status, "\(path) \(answer.text)")
            }
            #expect(try await Wire.get("\(hooks)/mijnklantportaal").status == 405)
            #expect(await desk.fleet[.mijnklantportaal].books().requestCount == before)
            #expect(daemon.lines("Webhooks were acted on.").isEmpty)
        }
    }

    @Test func `a flood of lies is told of once`() async throws {
        try await withDaemon { _, daemon, hooks in
            let lie = body("tic_1")
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<100 {
                    group.addTask { try await Wire.post("\(hooks)/mijnklantportaal", lie).status }
                }
                for try await status in group { #expect(status == 401) }
            }
            let told = daemon.lines("A webhook was not taken; further ones are counted, and told of once a minute.")
            #expect(told.count == 1)
        }
    }

    @Test func `a provider without webhooks may be told of by its hook secret`() async throws {
        try await withDaemon { desk, daemon, hooks in
            await desk.insert("Hello", at: .ippanel)
            let answer = try await Wire.post("\(hooks)/ippanel/\(Self.secret)", Array("anything".utf8))
            #expect(answer.status == 200)
            await desk.isWritten(at: .ippanel)
            #expect(!daemon.log.contains(Self.secret))
        }
    }

    @Test func `what was acknowledged before a kill is acted on by the next daemon`() async throws {
        try await withDaemon { desk, daemon, hooks in
            let id = await desk.insert("Hello", at: .mijnklantportaal)
            await desk.fleet[.mijnklantportaal].order(Fault(.hang, method: "GET", times: 100_000))
            let answer = try await Wire.post("\(hooks)/mijnklantportaal", body(id), headers: signed)
            #expect(answer.status == 200)
            await daemon.stop(SIGKILL)
            await desk.fleet[.mijnklantportaal].clearFaults()
            try await desk.serving { next in
                await desk.isWritten(at: .mijnklantportaal)
                #expect(await next.stop() == 0, "\(next.log)")
            }
            #expect(await desk.writes(at: .mijnklantportaal) == 1)
        }
    }
}
