import Foundation
import HTTPTypes
import Simulator
import Testing
import TicketModel

/// The real daemon against the simulators, over real sockets.
struct ServeTests {
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
            { on = "ticket.created", run = function(ctx, event)
              if event.ticket.subject == "Look again" then event.ticket:refresh() end
              event.ticket:reply("We have read " .. event.ticket.subject .. ".")
            end },
          },
        }
        """

    private func withDesk(_ body: (Desk) async throws -> Void) async throws {
        try await Desk.open(options: Desk.patient, settings: ["poll: 1s"], more: Self.automations) { desk in
            try desk.folder.write("plugins/automations/closer.lua", Self.closer)
            try await body(desk)
        }
    }

    /// All four connections have been read once, so that what comes is news.
    private func hasRead(_ daemon: RunningUsher) async throws {
        for provider in SimulatedProvider.allCases {
            try await daemon.hears("A connection was read.") { $0["connection"]?.stringValue == provider.rawValue }
        }
    }

    @Test func `a new ticket is answered once, SIGTERM ends it with 0, and no port is held`() async throws {
        try await withDesk { desk in
            var port = 0
            try await desk.serving { daemon in
                port = try await daemon.port()
                try await hasRead(daemon)
                await desk.insert("Hello", at: .mijnklantportaal)
                await desk.isWritten(at: .mijnklantportaal)
                let ready = try await Wire.get("http://127.0.0.1:\(port)/health/ready")
                #expect(ready.status == 200)
                #expect(try JSONValue(parsing: ready.body)["status"] == "ready")
                #expect(await daemon.stop() == 0, "\(daemon.log)")
            }
            #expect(!Wire.isListening(port))
            // Nothing is left that somebody would have to wait for.
            let runs = try await desk.usher.run("runs", "list", "--json").json()
            #expect(runs["runs"]?.texts("state") == ["done"])
            #expect(await desk.writes(at: .mijnklantportaal) == 1)
        }
    }

    @Test func `what waits for a provider is broken off at the second signal, and done by the next daemon`()
        async throws
    {
        try await withDesk { desk in
            try await desk.serving { daemon in
                try await hasRead(daemon)
                let simulator = desk.fleet[.mijnklantportaal]
                // Whatever is read once the ticket is seen is not answered.
                _ = try await desk.usher.run("pause", "--all")
                let id = await desk.insert("Look again", at: .mijnklantportaal)
                try await daemon.hears("A connection was read.") { $0["changes"] == "2" }
                await simulator.order(Fault(.hang, method: "GET", times: 100_000))
                _ = try await desk.usher.run("resume", "--all")
                await simulator.request { $0.path.contains(id) && $0.fault == "hang" }
                daemon.signal(SIGTERM)
                try await daemon.hears("Usher stops: what is under way is finished or handed back.")
                #expect(await daemon.stop() == 130)
            }
            await desk.fleet[.mijnklantportaal].clearFaults()
            try await desk.serving { daemon in
                await desk.isWritten(at: .mijnklantportaal)
                #expect(await daemon.stop() == 0, "\(daemon.log)")
            }
            #expect(await desk.writes(at: .mijnklantportaal) == 1)
        }
    }

    @Test func `a broken provider is told once and keeps nobody else waiting`() async throws {
        try await withDesk { desk in
            await desk.fleet[.ippanel].order(Fault(.status(500), times: 100_000))
            try await desk.serving { daemon in
                try await daemon.hears("A connection could not be read.") { $0["connection"] == "ippanel" }
                try await daemon.hears("A connection was read.") { $0["connection"] == "mijnklantportaal" }
                await desk.insert("Hello", at: .mijnklantportaal)
                await desk.isWritten(at: .mijnklantportaal)
                #expect(daemon.lines("A connection could not be read.").count == 1)
            }
        }
    }

    @Test func `paused it does nothing, and resumed it goes on at once`() async throws {
        try await withDesk { desk in
            try await desk.serving { daemon in
                try await hasRead(daemon)
                let paused = try await desk.usher.run("pause", "--all")
                #expect(paused.status == 0, "\(paused.errors)")
                await desk.insert("Hello", at: .mijnklantportaal)
                try await daemon.hears("A connection was read.") { $0["changes"] == "2" }
                #expect(await desk.writes(at: .mijnklantportaal) == 0)
                let resumed = try await desk.usher.run("resume", "--all")
                #expect(resumed.status == 0, "\(resumed.errors)")
                await desk.isWritten(at: .mijnklantportaal)
            }
        }
    }

    @Test func `killed, it is started again and answers what it had seen, once`() async throws {
        try await withDesk { desk in
            try await desk.serving { daemon in
                try await hasRead(daemon)
                await desk.insert("Hello", at: .mijnklantportaal)
                try await daemon.hears("A connection was read.") { $0["changes"] == "2" }
                await daemon.stop(SIGKILL)
            }
            try await desk.serving { daemon in
                _ = try await daemon.port()
                await desk.isWritten(at: .mijnklantportaal)
                #expect(await daemon.stop() == 0, "\(daemon.log)")
            }
            let last = try await desk.usher.run("sync")
            #expect(last.status == 0, "\(last.errors)")
            #expect(await desk.writes(at: .mijnklantportaal) == 1)
        }
    }

    @Test func `figures are told on this machine, by automation, connection, loop and queue`() async throws {
        try await withDesk { desk in
            try await desk.serving { daemon in
                let port = try await daemon.port()
                try await hasRead(daemon)
                await desk.insert("Hello", at: .mijnklantportaal)
                await desk.isWritten(at: .mijnklantportaal)
                // The echo is read after the delivery is written down.
                try await daemon.hears("A connection was read.") { $0["echoes"]?.stringValue != "0" }
                let answer = try await Wire.get("http://127.0.0.1:\(port)/metrics")
                #expect(answer.headers["content-type"]?.hasPrefix("text/plain; version=0.0.4") == true)
                for line in [
                    "# TYPE usher_run_lateness_seconds histogram",
                    "usher_run_lateness_seconds_count{automation=\"closer\"} ",
                    "usher_delivery_latency_seconds_bucket{connection=\"mijnklantportaal\",le=\"+Inf\"} 1",
                    "usher_deliveries_total{connection=\"mijnklantportaal\",kind=\"reply\",state=\"delivered\"} 1",
                    "usher_connection_held{connection=\"ippanel\"} 1", "usher_runs{state=\"available\"} 0",
                    "usher_oldest_due_age_seconds ", "usher_loop_turns_total{loop=\"runs\"} ",
                    "usher_plugin_generation{plugin=\"closer\",version=\"2.1.0\"} ",
                    "usher_plugin_cpu_seconds_total{handler=\"triggers[1].run\",plugin=\"closer\"} 0.",
                    "usher_plugin_host_calls_total{handler=\"triggers[1].run\",plugin=\"closer\"} ",
                    "usher_plugin_memory_peak_bytes{handler=\"list\",plugin=\"mijnklantportaal\"} ",
                    "usher_plugin_call_duration_seconds_count{handler=\"list\",plugin=\"mijnklantportaal\"} ",
                ] {
                    #expect(answer.text.contains("\n\(line)") || answer.text.hasPrefix(line), "\(line)\n\(answer.text)")
                }
                let lines = answer.text.split(separator: "\n")
                for (before, line) in zip([""] + lines, lines) where line.hasPrefix("# TYPE usher_") {
                    let name = line.split(separator: " ")[2]
                    #expect(before.hasPrefix("# HELP \(name) "), "\(name) does not say what it is")
                }
                let proxied = try await Wire.get(
                    "http://127.0.0.1:\(port)/metrics",
                    headers: ["x-forwarded-for": "203.0.113.7"]
                )
                #expect(proxied.status == 403)
            }
        }
    }

    @Test func `no log line holds a token`() async throws {
        try await withDesk { desk in
            try await desk.serving(["--log-level", "debug"]) { daemon in
                try await hasRead(daemon)
                for token in desk.usher.environment.values { #expect(!daemon.log.contains(token)) }
            }
        }
    }

    @Test func `an address in use is told, with what to do`() async throws {
        try await withDesk { desk in
            try await desk.serving { daemon in
                let port = try await daemon.port()
                let second = try await desk.usher.run("serve", "--listen", "127.0.0.1:\(port)")
                #expect(second.status == 1)
                #expect(second.errors.contains("Usher cannot listen at 127.0.0.1:\(port)"), "\(second.errors)")
            }
        }
    }

    @Test(
        arguments: [
            (
                ["--listen", "nowhere"],
                "\"nowhere\" is no address to listen at; write HOST:PORT, as in 127.0.0.1:8642."
            ),
            (["--log-format", "xml"], "There is no log format \"xml\"; write lines or json."),
            (["--log-level", "loud"], "There is no log level \"loud\"; write debug, info, notice, warning or error."),
        ]
    )
    func `a wrong option is refused`(options: [String], sentence: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write("usher.yaml", "")
        let outcome = try await UsherProcess(folder: folder.path).run(["serve"] + options)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
    }

    @Test func `the unit names this binary and this configuration`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await UsherProcess(folder: folder.path).run("serve", "--print-unit")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("debug/usher\" serve --config"))
        #expect(outcome.output.contains("\(folder.path)/usher.yaml"))
        #expect(outcome.output.contains("NoNewPrivileges=yes"))
    }
}
