import Foundation
import Testing
import TicketModel

struct RunProfileTests {
    /// A desk without connections, whose one automation computes.
    private struct Workbench {
        let folder: TemporaryFolder
        let usher: UsherProcess

        init(_ body: String) throws {
            folder = try TemporaryFolder()
            try folder.write("usher.yaml", "connections: {}\n")
            let source = """
                local usher = require "usher"
                local names = {}
                names["<b>&\\""] = function()
                  local n = 0
                  for i = 1, 3000000 do n = n + i % 7 end
                end
                return usher.automation {
                  name = "busy", version = "1.0.0", summary = "Computes",
                  needs = { effects = {} },
                  schedules = { { name = "sweep", cron = "0 8 * * *", timezone = "UTC", run = function(ctx)
                    \(body)
                  end } },
                }
                """
            try folder.write("plugins/automations/busy.lua", source)
            usher = UsherProcess(folder: folder.path, environment: [:])
        }

        func text(_ name: String) throws -> String {
            try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
        }

        func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(folder.path)/\(name)") }
    }

    private static let computes = "names[\"<b>&\\\"\"]() local text = (\"ab \"):rep(200000) text:gsub(\"%a+\", \"x\")"

    @Test func `a flame graph is written, and the top functions are told`() async throws {
        let bench = try Workbench(Self.computes)
        let outcome = try await bench.usher.run("run", "busy", "--profile", "busy.svg")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains(" samples, one for every 0.25 ms that Lua ran ("))
        #expect(outcome.output.contains("plugins/automations/busy.lua:3, most at line 5"), "\(outcome.output)")
        let svg = try bench.text("busy.svg")
        #expect(svg.hasPrefix("<svg xmlns="))
        #expect(svg.contains("one for every 0.25 ms that Lua ran"))
        // The text is escaped, a title stands on each box, and nothing runs.
        #expect(svg.contains("<title>&lt;b&gt;&amp;&quot; plugins/automations/busy.lua:3 "), "\(svg)")
        #expect(svg.contains("<title>gsub "))
        #expect(!svg.contains("<b>") && !svg.contains("<script"))
        #expect(svg.components(separatedBy: "<g>").count == svg.components(separatedBy: "</g>").count)
    }

    @Test func `with --json the profile is part of the one document`() async throws {
        let bench = try Workbench(Self.computes)
        let outcome = try await bench.usher.run("run", "busy", "--profile", "busy.svg", "--json")
        let profile = try #require(try outcome.json()["profile"])
        #expect(profile["file"] == "busy.svg")
        #expect(profile["interval_ms"] == .number(0.25))
        let functions = try #require(profile["functions"]?.arrayValue)
        let top = try #require(functions.first { $0["name"] == "<b>&\"" })
        #expect(top["file"] == "plugins/automations/busy.lua")
        #expect(top["hottest_line"] == 5)
        let usage = try #require(try outcome.json()["considered"]?[0]?["usage"])
        #expect(usage["cpu_ms"]?.numberValue ?? 0 > 1)
        #expect(usage["memory_peak_bytes"]?.integerValue ?? 0 > 600_000)
    }

    @Test func `a file that cannot be written is told before the run`() async throws {
        let bench = try Workbench("print(\"ran\")")
        let outcome = try await bench.usher.run("run", "busy", "--profile", "nowhere/busy.svg")
        #expect(outcome.status == 2)
        #expect(
            outcome.errors
                == "The profile \"nowhere/busy.svg\" cannot be written: no such file or directory; "
                + "name another file with --profile.\n"
        )
    }

    @Test func `nothing is left of a run that does not take place`() async throws {
        let bench = try Workbench("print(\"ran\")")
        let outcome = try await bench.usher.run("run", "nobody", "--profile", "busy.svg")
        #expect(outcome.status == 2)
        #expect(!bench.has("busy.svg"))
        try bench.folder.write("kept.svg", "kept")
        _ = try await bench.usher.run("run", "nobody", "--profile", "kept.svg")
        #expect(try bench.text("kept.svg") == "kept")
    }

    @Test func `a handler that is done at once has an empty profile, and that is told`() async throws {
        let bench = try Workbench("return")
        // The file may be sampled as it is loaded, on a slow machine.
        let outcome = try await bench.usher.run("run", "busy", "--handler", "sweep", "--profile", "busy.svg", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let samples = try #require(try outcome.json()["profile"]?["samples"]?.integerValue)
        #expect(outcome.errors.contains("No sample was taken: Lua ran for less than 0.25 ms.") == (samples == 0))
        #expect(try bench.text("busy.svg").contains("No sample was taken") == (samples == 0))
    }
}
