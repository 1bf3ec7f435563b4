import Foundation
import Testing
import TicketModel

struct PluginsTests {
    private static let automation = """
        local usher = require "usher"
        return usher.automation {
          name = "greeter", version = "0.1.0", summary = "Greets",
          needs = { effects = { "reply" } },
          triggers = { { on = "ticket.created", run = function(ctx, event) event.ticket:reply "Hi" end } },
        }
        """

    private static let shipped = [
        "ippanel", "klinkcx", "mijnklantportaal", "redmine", "request-tracker", "usercom", "auto-reply",
        "close-answered", "escalate-stale", "tag-by-topic", "webhook",
    ]

    @Test func `the shipped plugins are found from any folder`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await UsherProcess(folder: folder.path).run("plugins", "list", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try outcome.json()["plugins"]?.texts("name") == Self.shipped)
    }

    @Test(arguments: ["bin/share/usher/plugins", "share/usher/plugins"])
    func `a binary copied alone finds the plugins beside it`(place: String) async throws {
        let folder = try TemporaryFolder()
        let elsewhere = try TemporaryFolder()
        try folder.write("bin/README", "")
        let binary = "\(folder.path)/bin/usher"
        try FileManager.default.copyItem(atPath: try UsherProcess.built(), toPath: binary)
        var usher = UsherProcess(folder: elsewhere.path, executable: binary)
        let without = try await usher.run("plugins", "list", "--json")
        #expect(try without.json()["plugins"] == [])
        try folder.write("\(place)/automations/greeter.lua", Self.automation)
        let with = try await usher.run("plugins", "list", "--json")
        #expect(try with.json()["plugins"]?.texts("name") == ["greeter"])
        #expect(try with.json()["plugins"]?.texts("from") == ["shipped"])
        try FileManager.default.createSymbolicLink(atPath: "\(elsewhere.path)/usher", withDestinationPath: binary)
        usher.executable = "\(elsewhere.path)/usher"
        let linked = try await usher.run("plugins", "list", "--json")
        #expect(try linked.json()["plugins"]?.texts("name") == ["greeter"])
    }

    @Test func `a plugin of one's own replaces the shipped one`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("usher.yaml", "plugins: [mine]\n")
        let own = Self.automation.replacingOccurrences(of: "greeter", with: "auto-reply")
        try folder.write("mine/automations/auto-reply.lua", own)
        let outcome = try await UsherProcess(folder: folder.path).run("plugins", "list", "--json")
        let plugins = try #require(try outcome.json()["plugins"]?.arrayValue)
        let replaced = plugins.filter { $0["name"] == "auto-reply" }
        #expect(replaced.map { $0["from"] } == ["mine"])
        #expect(plugins.count == Self.shipped.count)
    }

    @Test func `check prints every problem with its place`() async throws {
        let folder = try TemporaryFolder()
        let text = Self.automation.replacingOccurrences(of: "ticket.created", with: "ticket.craeted")
        try folder.write("plugins/automations/greeter.lua", text)
        try folder.write("plugins/automations/broken.lua", "return nil nil\n")
        let outcome = try await UsherProcess(folder: folder.path).run("plugins", "check", "plugins")
        #expect(outcome.status == 1)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.last == "2 plugins, 2 problems")
        #expect(outcome.output.contains("plugins/automations/broken.lua:1: "))
        #expect(outcome.output.contains("did you mean \"ticket.created\"?"), "\(outcome.output)")
    }

    @Test func `the shipped plugins check and pass their specs`() async throws {
        let folder = try TemporaryFolder()
        let usher = UsherProcess(folder: folder.path)
        let checked = try await usher.run("plugins", "check")
        #expect(checked.output == "11 plugins, 0 problems\n")
        let tested = try await usher.run("plugins", "test")
        #expect(tested.status == 0, "\(tested.output)")
        #expect(tested.output.wholeMatch(of: #/[1-9][0-9]* passed, 0 failed\n/#) != nil, "\(tested.output)")
    }

    @Test func `a spec that fails is printed with its place, and the exit code is 1`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("automations/greeter/init.lua", Self.automation)
        try folder.write(
            "automations/greeter/spec/greeter_spec.lua",
            "describe(\"sums\", function()\n  it(\"add up\", function() expect(1 + 1).equals(3) end)\nend)\n"
        )
        let outcome = try await UsherProcess(folder: folder.path).run("plugins", "test", "automations/greeter")
        #expect(outcome.status == 1)
        #expect(outcome.output.hasPrefix("greeter: sums add up\n"), "\(outcome.output)")
        #expect(outcome.output.contains("greeter_spec.lua"))
        #expect(outcome.output.hasSuffix("0 passed, 1 failed\n"))
    }

    @Test func `a spec that fails tells what its handler failed with`() async throws {
        let folder = try TemporaryFolder()
        let text = Self.automation.replacingOccurrences(of: "\"Hi\"", with: "(event.ticket.subjct)")
        try folder.write("automations/greeter/init.lua", text)
        try folder.write(
            "automations/greeter/spec/greeter_spec.lua",
            """
            it("greets", function()
              local world = spec.world { tickets = { { id = "1", connection = "desk" } } }
              local effects = world:happens { kind = "ticket.created", ticket = "desk/1" }
              expect(#effects).equals(1)
            end)
            """
        )
        let outcome = try await UsherProcess(folder: folder.path).run("plugins", "test", "automations/greeter")
        #expect(outcome.status == 1)
        let told = "a handler failed before: automations/greeter/init.lua:5: a ticket has no field \"subjct\""
        #expect(outcome.output.contains(told), "\(outcome.output)")
    }

    @Test func `a spec's world takes no word that means nothing`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("automations/greeter/init.lua", Self.automation)
        try folder.write(
            "automations/greeter/spec/greeter_spec.lua",
            "it(\"greets\", function()\n  spec.world { ticket = {} }\nend)\n"
        )
        let outcome = try await UsherProcess(folder: folder.path).run("plugins", "test", "automations/greeter")
        #expect(outcome.status == 1)
        #expect(
            outcome.output.contains(
                "greeter_spec.lua:2: spec.world takes capabilities, now, settings, state and tickets, and not \"ticket\""
            ),
            "\(outcome.output)"
        )
    }

    @Test func `a folder that plugins names must be there`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("usher.yaml", "plugins: [elsewhere]\n")
        let outcome = try await UsherProcess(folder: folder.path).run("plugins", "list")
        #expect(outcome.status == 2)
        #expect(
            outcome.errors
                == "usher.yaml: plugins: there is no folder \"\(folder.path)/elsewhere\"; make it, or take it out of the list.\n"
        )
    }
}
