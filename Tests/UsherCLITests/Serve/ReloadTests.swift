import Foundation
import Simulator
import Testing
import TicketModel

/// Plugins and `usher.yaml` that change under the real daemon.
struct ReloadTests {
    private static func greeter(
        _ version: String,
        says text: String,
        needs: String = "\"reply\"",
        more: String = ""
    ) -> String {
        """
        local usher = require "usher"
        return usher.automation {
          name = "greeter", version = "\(version)", summary = "Answers", needs = { effects = { \(needs) } },
          \(more)
          triggers = {
            { on = "ticket.created", run = function(ctx, event)
              \(text.isEmpty ? "error('it cannot cope')" : "event.ticket:reply('\(text)')")
            end },
          },
        }
        """
    }

    private func withDaemon(_ body: (Desk, RunningUsher) async throws -> Void) async throws {
        let more = "automations:\n  greeter: { mode: live, connections: [mijnklantportaal] }\n"
        try await Desk.open(options: Desk.patient, settings: ["poll: 1s"], more: more) { desk in
            try write(Self.greeter("1.0.0", says: "One"), desk)
            try await desk.serving { daemon in
                _ = try await daemon.port()
                try await daemon.hears("A connection was read.") { $0["connection"] == "mijnklantportaal" }
                try await body(desk, daemon)
            }
        }
    }

    private func write(_ text: String, _ desk: Desk) throws {
        try desk.folder.write("plugins/automations/greeter.lua", text)
    }

    /// Inserts a ticket and waits for the reply to it, which is told.
    private func reply(_ desk: Desk, to subject: String) async throws -> String {
        let simulator = desk.fleet[.mijnklantportaal]
        let id = await desk.insert(subject, at: .mijnklantportaal)
        await simulator.request { $0.method == "POST" && $0.path.contains(id) }
        return await simulator.ticket(id)?.messages.last?.body ?? ""
    }

    @Test func `a saved plugin runs from the next run on, and its history is kept`() async throws {
        try await withDaemon { desk, daemon in
            #expect(try await reply(desk, to: "First").contains("One"))
            try write(Self.greeter("2.0.0", says: "Two"), desk)
            try await daemon.hears("A plugin was reloaded.") { $0["version"] == "2.0.0" }
            #expect(try await reply(desk, to: "Second").contains("Two"))
            let history = try await desk.usher.run("plugins", "history", "greeter", "--json").json()
            #expect(history["history"]?.texts("version") == ["2.0.0", "1.0.0"])
        }
    }

    @Test func `a broken plugin changes nothing, is told, and a better one is taken`() async throws {
        try await withDaemon { desk, daemon in
            try write("return usher.automation {", desk)
            let told = try await daemon.hears("A plugin was not reloaded; the one before stays.")
            #expect(told["because"]?.stringValue?.contains("greeter.lua") == true)
            #expect(try await reply(desk, to: "First").contains("One"))
            try write(Self.greeter("1.1.0", says: "Better"), desk)
            try await daemon.hears("A plugin was reloaded.") { $0["version"] == "1.1.0" }
            #expect(try await reply(desk, to: "Second").contains("Better"))
        }
    }

    @Test func `a plugin whose file is gone goes on, and is listed as what it is`() async throws {
        try await withDaemon { desk, daemon in
            try FileManager.default.removeItem(atPath: "\(desk.folder.path)/plugins/automations/greeter.lua")
            let said = "A plugin's file is gone; it goes on from the store until usher.yaml no longer names it."
            try await daemon.hears(said)
            #expect(try await reply(desk, to: "First").contains("One"))
            let list = try await desk.usher.run("plugins", "list")
            #expect(list.status == 1)
            #expect(list.output.contains("its file is gone; it still runs"), "\(list.output)")
            let sentence = "the file of the automation greeter is gone, and the daemon goes on with 1.0.0 out of the"
            #expect(list.errors.contains("greeter.lua: \(sentence) store; "), "\(list.errors)")
            let plugins = try await desk.usher.run("plugins", "list", "--json").json()["plugins"]?.arrayValue
            let listed = plugins?.first { $0["name"] == "greeter" }
            #expect(listed?["from"] == "store")
            #expect(listed?["version"] == "1.0.0")
            try write(Self.greeter("1.0.0", says: "One"), desk)
            #expect(try await desk.usher.run("plugins", "list").status == 0)
        }
    }

    @Test func `an update does no more than it may until the operator allows it`() async throws {
        try await withDaemon { desk, daemon in
            try write(Self.greeter("2.0.0", says: "Two", needs: "\"reply\", \"status\""), desk)
            let told = try await daemon.hears("A plugin was not reloaded; the one before stays.")
            #expect(told["because"]?.stringValue?.contains("usher plugins allow greeter") == true)
            let list = try await desk.usher.run("plugins", "list")
            #expect(list.status == 1)
            #expect(list.output.contains("refused; 1.0.0 still runs"), "\(list.output)")
            let sentence = "greeter.lua: this build was refused, and 1.0.0 still runs: "
            #expect(list.errors.contains(sentence), "\(list.errors)")
            #expect(list.errors.contains("usher plugins allow greeter"))
            let listed = try await desk.usher.run("plugins", "list", "--json").json()["plugins"]?.arrayValue
            let refused = listed?.first { $0["name"] == "greeter" }?["refused"]
            #expect(refused?["running"] == "1.0.0")
            let allowed = try await desk.usher.run("plugins", "allow", "greeter")
            #expect(allowed.output == "greeter may now also: status.\n", "\(allowed.errors)")
            try await daemon.hears("A plugin was reloaded.") { $0["version"] == "2.0.0" }
            #expect(try await desk.usher.run("plugins", "list").status == 0)
            // It was not known when it was refused.
            try write("return usher.automation {", desk)
            try await daemon.hears("A plugin was not reloaded; the one before stays.") {
                $0["because"]?.stringValue?.contains("plugins allow") == false
            }
            let broken = try await desk.usher.run("plugins", "list")
            #expect(broken.errors.contains("this build was refused, and 2.0.0 still runs: "), "\(broken.errors)")
        }
    }

    @Test func `an operator goes back, a restart stays there, and the folder is not taken again`() async throws {
        try await withDaemon { desk, daemon in
            try write(Self.greeter("2.0.0", says: "Two"), desk)
            try await daemon.hears("A plugin was reloaded.")
            let back = try await desk.usher.run("plugins", "rollback", "greeter")
            #expect(back.status == 0, "\(back.errors)")
            try await daemon.hears("A plugin was exchanged.") { $0["version"] == "1.0.0" }
            #expect(try await reply(desk, to: "First").contains("One"))
            await daemon.stop()
            try await desk.serving { next in
                _ = try await next.port()
                #expect(try await reply(desk, to: "Second").contains("One"))
                #expect(next.lines("A plugin was reloaded.").isEmpty)
            }
        }
    }

    @Test func `a version that fails three times at once is rolled back`() async throws {
        try await withDaemon { desk, daemon in
            try write(Self.greeter("2.0.0", says: ""), desk)
            try await daemon.hears("A plugin was reloaded.")
            for number in 1...3 { await desk.insert("Ticket \(number)", at: .mijnklantportaal) }
            let told = try await daemon.hears("A plugin was rolled back.")
            let place = "plugins/automations/greeter.lua:7: it cannot cope (plugin greeter, triggers[1].run)"
            #expect(told["because"] == .string("3 errors in a row within its first 20 runs: \(place)"))
            #expect(try await reply(desk, to: "Next").contains("One"))
        }
    }

    @Test func `a state is migrated once, and then there is no way back`() async throws {
        try await withDaemon { desk, daemon in
            let migrate = "migrate = function(state) return { version = 2 } end,"
            try write(Self.greeter("2.0.0", says: "Two", more: migrate), desk)
            try await daemon.hears("A plugin was reloaded.") { $0["version"] == "2.0.0" }
            #expect(try await reply(desk, to: "First").contains("Two"))
            let back = try await desk.usher.run("plugins", "rollback", "greeter")
            #expect(back.status == 5)
            #expect(back.errors == "greeter cannot be rolled back: it has migrated its state.\n")
        }
    }

    @Test func `a broken file at the start does not stop a daemon that knows a good one`() async throws {
        try await withDaemon { desk, daemon in
            await daemon.stop(SIGKILL)
            try write("return nonsense(", desk)
            try await desk.serving { next in
                try await next.hears("A plugin was not reloaded; the one before stays.")
                #expect(try await reply(desk, to: "First").contains("One"))
            }
        }
    }

    @Test func `usher yaml is read anew, and a wrong one changes nothing`() async throws {
        try await withDaemon { desk, daemon in
            let yaml = try String(contentsOfFile: "\(desk.folder.path)/usher.yaml", encoding: .utf8)
            try desk.folder.write("usher.yaml", yaml + "nonsense: true\n")
            let told = try await daemon.hears("The configuration was not taken; the one before stays.")
            #expect(told["because"]?.stringValue?.contains("nonsense") == true)
            #expect(try await reply(desk, to: "First").contains("One"))
            try desk.folder.write("usher.yaml", yaml.replacing("mode: live", with: "mode: shadow"))
            try await daemon.hears("The configuration was read anew.")
            await desk.insert("Second", at: .mijnklantportaal)
            try await daemon.hears("A connection was read.") { $0["changes"] == "2" }
            #expect(await daemon.stop() == 0, "\(daemon.log)")
            #expect(await desk.writes(at: .mijnklantportaal) == 1)
        }
    }

    @Test func `SIGHUP looks at everything`() async throws {
        try await withDaemon { _, daemon in
            daemon.signal(SIGHUP)
            try await daemon.hears("The configuration was read anew.")
            #expect(await daemon.stop() == 0, "\(daemon.log)")
        }
    }
}
