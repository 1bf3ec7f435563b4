import LuaRuntime
import Testing

@testable import PluginHost

/// What is wrong with a declaration as a whole, and where it says so.
struct ManifestProblemTests {
    @Test func `all problems are told at once, each with its line`() async throws {
        let problems = try await MadeUpPlugin.problems(
            .automation,
            """
            local usher = require "usher"

            -- version = "0.0.1" is what a comment says.
            return usher.automation {
              name = "Acme Desk",
              version = "1.0",
              sumary = "What it does",
              needs = { effects = { "reply", "notes" } },
              settings = {
                after = usher.setting.duration { default = "soon" },
              },
              triggers = {
                { on = "ticket.created", run = function(ctx) local on = { on = 1 } end },
                {
                  on = "ticket.close",
                  where = { statuss = "open" },
                  run = "close",
                },
              },
            }
            """
        )
        #expect(
            problems == [
                "automations/acme.lua:5: name: \"Acme Desk\" is not a name; write lower-case letters, digits and single dashes.",
                "automations/acme.lua:6: version: \"1.0\" is not three numbers; write one such as \"1.0.0\".",
                "automations/acme.lua:4: summary: is missing; write one line that says what the plugin does.",
                "automations/acme.lua:10: settings.after.description: is missing; write what the setting is for.",
                "automations/acme.lua:10: settings.after.default: \"soon\" does not fit a setting of type duration.",
                "automations/acme.lua:7: sumary: there is no such key; did you mean \"summary\"?",
                "automations/acme.lua:17: triggers[2].run: takes a function, not a string.",
                "automations/acme.lua:15: triggers[2].on: \"ticket.close\" is not one of the words; the words are ticket.created, ticket.updated, ticket.status_changed, ticket.deleted, message.added.",
                "automations/acme.lua:16: triggers[2].where.statuss: there is no filter \"statuss\"; did you mean \"status\"?",
                "automations/acme.lua:8: needs.effects: \"notes\" is not a kind of effect; did you mean \"note\"?",
            ]
        )
    }

    @Test func `what is missing is told at the table that misses it`() async throws {
        let problems = try await MadeUpPlugin.problems(
            .automation,
            """
            local usher = require "usher"
            return usher.automation {
              name = "acme", version = "1.0.0", summary = "Made up",
              triggers = {
                {
                  on = "ticket.created",
                },
                {
                  run = function() end,
                },
              },
            }
            """
        )
        #expect(
            problems == [
                "automations/acme.lua:5: triggers[1].run: is missing; write run = function(ctx, …) … end.",
                "automations/acme.lua:8: triggers[2].on: is missing; write one of ticket.created, ticket.updated, ticket.status_changed, ticket.deleted, message.added.",
            ]
        )
    }

    @Test func `a problem in a module names the module's line`() async throws {
        let bundle = MadeUpPlugin.folder(
            .provider,
            [
                "init.lua": MadeUpPlugin.provider("settings = require \"settings\","),
                "settings.lua": """
                local usher = require "usher"
                return {
                  base_url = usher.setting.url { description = "Where" },
                  token = usher.setting.secret {
                    descripton = "Who",
                  },
                }
                """,
            ]
        )
        #expect(
            await MadeUpPlugin.loadFailure(bundle) == """
                providers/acme/settings.lua:5: settings.token.descripton: there is no such key; did you mean "description"?
                providers/acme/settings.lua:4: settings.token.description: is missing; write what the setting is for.
                """
        )
    }

    @Test(arguments: [
        ("", "a plain file returns nothing"),
        ("return \"acme\"", "string"),
        ("return { name = \"acme\" }", "plain table"),
        ("return function() end", "function"),
    ])
    func `a file that returns no declaration is told how to end`(_ text: String, _ note: String) async throws {
        let given = ["string": "a string", "plain table": "a plain table", "function": "a function"][note] ?? "nothing"
        #expect(
            try await MadeUpPlugin.problems(.automation, text) == [
                "automations/acme.lua: the file returns \(given), not a declaration; end it with: return usher.automation { … }"
            ]
        )
    }

    @Test func `a plugin in the folder of another kind is told where it belongs`() async throws {
        let problems = try await MadeUpPlugin.problems(.notifier, MadeUpPlugin.automation(""))
        #expect(
            problems == [
                "notifiers/acme.lua:3: declares an automation but lies in the folder of notifiers; move it to automations/."
            ]
        )
    }

    @Test(arguments: [
        ("acme-2", "desk", "\"desk\" differs from the file's name; write \"acme-2\", or rename the file."),
        ("acme", "acme_desk", "\"acme_desk\" is not a name; write lower-case letters, digits and single dashes."),
        ("acme", "", "is empty; write \"acme\"."),
    ])
    func `the name is the file's`(_ file: String, _ name: String, _ told: String) async throws {
        let text = MadeUpPlugin.automation("", keys: "name = \"\(name)\",")
        let problems = try await MadeUpPlugin.problems(.automation, text, name: file)
        #expect(problems.map { $0.split(separator: ": ", maxSplits: 2).last.map(String.init) } == [told])
    }

    @Test func `a value without a name is told`() async throws {
        let problems = try await MadeUpPlugin.problems(.automation, MadeUpPlugin.automation("", keys: "\"stray\","))
        #expect(problems == ["automations/acme.lua:3: holds a value without a name; write name = value."])
    }

    @Test func `a declaration by one failure has the first problem's place`() async throws {
        let text = MadeUpPlugin.automation("", keys: "version = \"1\", summary = 1,")
        do {
            _ = try await PluginGeneration.load(MadeUpPlugin.file(.automation, text))
            Issue.record("it loads")
        } catch {
            #expect(error.failure.kind == .manifest)
            #expect(error.failure.plugin == "acme")
            #expect(error.failure.line == 10)
            #expect(
                error.failure.message
                    == "version: \"1\" is not three numbers; write one such as \"1.0.0\". · summary: takes text, not a number."
            )
        }
    }
}
