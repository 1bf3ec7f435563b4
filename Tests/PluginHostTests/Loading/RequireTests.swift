import Testing
import TicketModel

@testable import PluginHost

struct RequireTests {
    private func failure(_ main: String, _ modules: [String: String] = [:]) async -> String? {
        var files = modules
        files["init.lua"] = main + "\n" + MadeUpPlugin.automation("")
        return await MadeUpPlugin.loadFailure(MadeUpPlugin.folder(.automation, files))
    }

    @Test func `modules are found beside init and below it, each run once`() async {
        let main = """
            local words, deep, list = require "words", require "a.b", require "list"
            assert(words.name == "words" and deep == "a.b" and list.is_list)
            assert(require "words" == words)
            assert(require "nothing" == true)
            """
        let modules = [
            "words.lua": "local name = ... assert(require \"a.b\" == \"a.b\") return { name = name }",
            "a/b.lua": "COUNT = (COUNT or 0) + 1 assert(COUNT == 1) return (...)",
            "list/init.lua": "return { is_list = true }",
            "nothing.lua": "",
        ]
        #expect(await failure(main, modules) == nil)
    }

    @Test(arguments: [
        "words", "init", "spec.a_spec", "spec/a_spec", "../acme/a", "..a", "a/b", "/a", "a.lua", "", "os",
    ])
    func `what is no module of the plugin is refused`(_ name: String) async {
        let modules = ["a.lua": "return 1", "a/b.lua": "return 2", "spec/a_spec.lua": "return 3"]
        #expect(
            await failure("\nrequire \"\(name)\"", modules)
                == "automations/acme/init.lua:2: there is no module \"\(name)\" in this plugin; only \"usher\" and the files beside init.lua can be required (plugin acme)"
        )
    }

    @Test func `a plugin of one file has no modules`() async {
        let bundle = MadeUpPlugin.file(.automation, "require \"words\"")
        #expect(
            await MadeUpPlugin.loadFailure(bundle)
                == "automations/acme.lua:1: there is no module \"words\" in this plugin; only \"usher\" and the files beside init.lua can be required (plugin acme)"
        )
    }

    @Test func `a cycle is told where it closes`() async {
        let modules = ["a.lua": "local b = require \"b\"\nreturn {}", "b.lua": "\nlocal a = require \"a\"\nreturn {}"]
        #expect(
            await failure("require \"a\"", modules)
                == "automations/acme/b.lua:2: module \"a\" requires itself, directly or through another (plugin acme)"
        )
    }

    @Test func `a module that does not compile is told at its own line`() async {
        #expect(
            await failure("\nrequire \"words\"", ["words.lua": "\n\nreturn }"])
                == "automations/acme/words.lua:3: unexpected symbol near '}' (plugin acme)"
        )
    }

    @Test func `a module that raises is told at its own line, and may be required again`() async {
        let modules = ["words.lua": "\nerror \"no words\""]
        #expect(await failure("require \"words\"", modules) == "automations/acme/words.lua:2: no words (plugin acme)")
        #expect(
            await failure("pcall(require, \"words\")\nrequire \"words\"", modules)
                == "automations/acme/words.lua:2: no words (plugin acme)"
        )
    }

    @Test func `a long path is named in full`() async {
        let name = String(repeating: "a", count: 80)
        let bundle = MadeUpPlugin.folder(.automation, ["init.lua": "return }"], name: name)
        #expect(
            await MadeUpPlugin.loadFailure(bundle)
                == "automations/\(name)/init.lua:1: unexpected symbol near '}' (plugin \(name))"
        )
    }

    @Test func `the body of a module that a handler is the first to require may wait for the host`() async throws {
        let main = MadeUpPlugin.automation("CTX = ctx print(require \"slow\", (require \"slow\"))")
        let module = """
            local one = coroutine.wrap(function() return CTX.state:get "key" end)()
            local two = usher.together { function() return CTX.state:get "key" end }
            return one .. two[1]
            """
        let files = ["init.lua": main, "slow.lua": "local usher = require \"usher\"\n" + module]
        let generation = try await PluginGeneration.load(MadeUpPlugin.folder(.automation, files))
        let automation = try #require(PluginAutomation(generation, settings: PluginSettings()))
        let world = AutomationWorld(
            tickets: MadeUpTickets(),
            storage: MadeUpStorage(values: ["key": "kept"]),
            mode: .shadow,
            now: { MadeUpPlugin.now }
        )
        let change = TicketChange(kind: .ticketCreated, ticket: Workshop.ticket())
        let outcome = try await automation.run(.trigger(0, change), in: world)
        #expect(outcome.log.map(\.text) == ["keptkept\tkeptkept"])
        #expect(outcome.usage?.hostCalls ?? 0 >= 4)
        await generation.close()
    }
}
