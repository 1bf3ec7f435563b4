import Foundation
import Simulator
import Testing
import TicketModel

/// Webhooks that are set up at a provider by command, and what comes of them at the real daemon.
struct WebhookSetupTests {
    private static let base = "https://usher.example.com"
    private static let hook = "0123456789abcdef-hook"

    private func withDesk(_ body: (Desk) async throws -> Void) async throws {
        let yaml = "automations:\n  closer: { mode: live, connections: [mijnklantportaal] }\n"
        try await Desk.open(options: Desk.patient, settings: ["poll: 1h"], more: yaml) { desk in
            try desk.folder.write(
                "plugins/automations/closer.lua",
                """
                local usher = require "usher"
                return usher.automation {
                  name = "closer", version = "2.1.0", summary = "Answers", needs = { effects = { "reply" } },
                  triggers = {
                    { on = "ticket.created", run = function(ctx, event) event.ticket:reply("We have read it.") end },
                  },
                }
                """
            )
            try await body(desk)
        }
    }

    /// Adds a line to the connection's section of `usher.yaml`.
    private func add(_ line: String, to desk: Desk) throws {
        let path = "\(desk.folder.path)/usher.yaml"
        let yaml = try String(contentsOfFile: path, encoding: .utf8)
        try desk.folder.write(
            "usher.yaml",
            yaml.replacing("  mijnklantportaal:\n", with: "  mijnklantportaal:\n    \(line)\n")
        )
    }

    private func webhooks(_ verb: String, _ desk: Desk, _ more: String...) async throws -> UsherProcess.Outcome {
        try await desk.usher.run(["webhooks", verb, "mijnklantportaal"] + more)
    }

    private func creations(_ desk: Desk) async -> Int {
        await desk.fleet[.mijnklantportaal].books().requests.count {
            $0.method == "POST" && $0.path.hasSuffix("/webhooks")
        }
    }

    @Test func `what is registered is sent to the daemon, signed, and the ticket is answered`() async throws {
        try await withDesk { desk in
            try await desk.serving { daemon in
                let port = try await daemon.port()
                try await daemon.hears("A connection was read.") { $0["connection"] == "mijnklantportaal" }
                let made = try await webhooks("register", desk, "--url", "http://127.0.0.1:\(port)")
                #expect(made.status == 0, "\(made.errors)")
                #expect(made.output.contains("webhook_secret: \"${file:mijnklantportaal.hooks}\""), "\(made.output)")
                try add("webhook_secret: \"${file:mijnklantportaal.hooks}\"", to: desk)
                try await daemon.hears("The configuration was read anew.")
                await desk.insert("Hello", at: .mijnklantportaal)
                try await daemon.hears("Webhooks were acted on.")
                await desk.isWritten(at: .mijnklantportaal) { $0.contains("/tickets/") }
                let secrets = try String(contentsOfFile: "\(desk.folder.path)/mijnklantportaal.hooks", encoding: .utf8)
                #expect(secrets.split(separator: "\n").count == 3)
                for secret in secrets.split(separator: "\n") {
                    #expect(!daemon.log.contains(secret) && !made.output.contains(secret))
                }
                let told = "A webhook was not taken; further ones are counted, and told of once a minute."
                #expect(daemon.lines(told).isEmpty)
            }
        }
    }

    @Test func `registered twice it is there once, and what is missing is added`() async throws {
        try await withDesk { desk in
            let first = try await webhooks("register", desk, "--url", "\(Self.base)/", "--json").json()
            #expect(first["webhooks"]?.texts("result") == Array(repeating: "registered", count: 3))
            #expect(first["webhooks"]?.texts("event").first == "ticket-created")
            #expect(first["secrets"] == "mijnklantportaal.hooks")
            try add("webhook_secret: \"${file:mijnklantportaal.hooks}\"", to: desk)
            let second = try await webhooks("register", desk, "--url", Self.base, "--json").json()
            #expect(second["webhooks"]?.texts("result") == Array(repeating: "was_there", count: 3))
            #expect(second["secrets"] == nil)
            #expect(await creations(desk) == 3)
            let id = try #require(second["webhooks"]?.texts("id").last)
            let removed = try await webhooks("remove", desk, id, "--json").json()
            #expect(removed["removed"]?.texts("id") == [id])
            let third = try await webhooks("register", desk, "--url", Self.base, "--json").json()
            #expect(third["webhooks"]?.texts("result") == ["registered", "was_there", "was_there"])
            // The secrets that were in force stay so beside the new one.
            let secrets = try String(contentsOfFile: "\(desk.folder.path)/mijnklantportaal.hooks", encoding: .utf8)
            #expect(Set(secrets.split(separator: "\n")).count == 4)
            let mode = try FileManager.default.attributesOfItem(
                atPath: "\(desk.folder.path)/mijnklantportaal.hooks"
            )[.posixPermissions]
            #expect(mode as? Int == 0o600)
        }
    }

    @Test func `an address is its own, and removing one leaves the other`() async throws {
        try await withDesk { desk in
            _ = try await webhooks("register", desk, "--url", Self.base)
            _ = try await webhooks("register", desk, "--url", "https://other.example.com")
            #expect(try await webhooks("list", desk, "--json").json()["webhooks"]?.arrayValue?.count == 6)
            let removed = try await webhooks("remove", desk, "--url", Self.base)
            #expect(removed.status == 0, "\(removed.errors)")
            let left = try await webhooks("list", desk, "--json").json()["webhooks"]?.texts("url")
            #expect(left == Array(repeating: "https://other.example.com/hooks/mijnklantportaal", count: 3))
            let again = try await webhooks("remove", desk, "--url", Self.base)
            #expect(again.output == "Nothing is set up at that address.\n")
        }
    }

    @Test func `the hook secret ends the address and is shown nowhere`() async throws {
        try await withDesk { desk in
            try add("hook_secret: \(Self.hook)", to: desk)
            let made = try await webhooks("register", desk, "--url", Self.base, "--json")
            let list = try await webhooks("list", desk)
            for text in [made.output, made.errors, list.output] { #expect(!text.contains(Self.hook), "\(text)") }
            #expect(list.output.contains("/hooks/mijnklantportaal/<redacted>"), "\(list.output)")
            let again = try await webhooks("register", desk, "--url", Self.base, "--json").json()
            #expect(again["webhooks"]?.texts("result").contains("registered") == false)
        }
    }

    @Test func `one that fails halfway keeps the secrets it got, and goes on when it is said again`() async throws {
        try await withDesk { desk in
            await desk.fleet[.mijnklantportaal].order(Fault(.status(403), method: "POST", skipping: 1))
            let outcome = try await webhooks("register", desk, "--url", Self.base)
            #expect(outcome.status == 5, "\(outcome.errors)")
            let path = "\(desk.folder.path)/mijnklantportaal.hooks"
            #expect(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count == 1)
            let again = try await webhooks("register", desk, "--url", Self.base)
            #expect(again.status == 0, "\(again.errors)")
            #expect(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count == 3)
        }
    }

    @Test(
        arguments: [
            (
                ["register", "klinkcx", "--url", base], 3,
                "klinkcx has no API to set webhooks up with; do it in klinkcx"
            ),
            (["list", "ippanel"], 3, "ippanel has no webhooks; give the connection a hook_secret"),
            (["list", "portal"], 2, "There is no connection \"portal\" in usher.yaml; there are ippanel, "),
            (["list", "ippannel"], 2, "did you mean \"ippanel\"?"),
            (["register", "mijnklantportaal", "--url", "http://usher.example.com"], 2, "write --url https://HOST"),
            (["remove", "mijnklantportaal"], 2, "Name webhooks by their ids, or say --url"),
            (["remove", "mijnklantportaal", "wbh_none"], 4, "There is no webhook \"wbh_none\" at mijnklantportaal"),
        ] as [([String], Int32, String)]
    )
    func `what cannot be is told`(arguments: [String], status: Int32, sentence: String) async throws {
        try await withDesk { desk in
            let outcome = try await desk.usher.run(["webhooks"] + arguments)
            #expect(outcome.status == status)
            #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
        }
    }
}
