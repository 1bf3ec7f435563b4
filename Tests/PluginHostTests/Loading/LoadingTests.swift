import LuaRuntime
import Testing

@testable import PluginHost

/// A plugin's file that does not get as far as a declaration.
struct LoadingTests {
    private func failure(_ text: String) async -> String? {
        await MadeUpPlugin.loadFailure(MadeUpPlugin.file(.automation, text))
    }

    @Test(arguments: [
        (
            "local a = {\n  b = 1\n  c = 2\n}",
            "automations/acme.lua:3: '}' expected (to close '{' at line 1) near 'c' (plugin acme)"
        ),
        ("x = = 1", "automations/acme.lua:1: unexpected symbol near '=' (plugin acme)"),
        ("\nlocal a\na.b = 1", "automations/acme.lua:3: attempt to index a nil value (local 'a') (plugin acme)"),
        ("error \"I will not\"", "automations/acme.lua:1: I will not (plugin acme)"),
        ("error({ kind = \"invalid\", message = \"No.\" })", "automations/acme.lua:1: No. (plugin acme)"),
        (
            "local usher = require \"usher\"\nusher.automaton {}",
            "automations/acme.lua:2: usher has no \"automaton\"; it has auth, automation, dropped, error, format_time, hours, "
                + "json, notifier, null, pages, parse_duration, parse_time, provider, setting, text, together, version and "
                + "webhook (plugin acme)"
        ),
        ("io.open \"/etc/passwd\"", "automations/acme.lua:1: attempt to index a nil value (global 'io') (plugin acme)"),
    ])
    func `a file that fails is told with its line`(_ text: String, _ told: String) async {
        #expect(await failure(text) == told)
    }

    @Test(arguments: ["print \"hello\"", "os.time()", "os.date \"%Y\""])
    func `loading only declares`(_ call: String) async {
        #expect(
            await failure("local a = 1\n\(call)")
                == "automations/acme.lua:2: the host cannot be called here: loading a file only declares; do this in a handler (plugin acme)"
        )
    }

    @Test func `what needs no host works while loading`() async throws {
        let before = """
            assert(usher.text.lower "ÄB" == "äb")
            assert(usher.parse_duration "1h30m" == 5400)
            assert(usher.parse_time "1970-01-01T00:01:00Z" == 60)
            assert(usher.json.decode("[1]")[1] == 1)
            assert(usher.together { function() return 1 end, function() return 2 end }[2] == 2)
            assert(usher.version:match "^%d+%.%d+%.%d+$")
            """
        #expect(await failure(MadeUpPlugin.automation("", before: before)) == nil)
    }

    @Test func `a loop without end ends with the budget for loading`() async throws {
        let text = "local n = 0\nwhile true do\n  n = n + 1\nend"
        do {
            _ = try await PluginGeneration.load(MadeUpPlugin.file(.automation, text))
            Issue.record("it loads")
        } catch {
            #expect(error.failure.kind == .limits)
            #expect(error.failure.file == "automations/acme.lua")
            #expect([2, 3].contains(error.failure.line))
            // Where other tests leave it too little of a processor, the deadline comes first.
            let told = ["used more than its 0.5 seconds of CPU time (", "ran past its deadline of 10.0 seconds"]
            #expect(told.contains(where: error.failure.message.hasPrefix))
        }
    }

    @Test func `a file that fills the memory is refused`() async throws {
        let text = "local t = {} for i = 1, 1e9 do t[i] = (\"x\"):rep(1000) .. i end"
        do {
            _ = try await PluginGeneration.load(
                MadeUpPlugin.file(.automation, text),
                limits: PluginLimits(memory: 4 << 20)
            )
            Issue.record("it loads")
        } catch {
            #expect(error.failure.kind == .limits)
            #expect(error.failure.message.hasPrefix("not enough memory"))
        }
    }

    @Test func `a declaration that holds itself is refused`() async {
        #expect(
            await failure("local t = {}\nt.t = t\nreturn t")
                == "automations/acme.lua: a table is nested deeper than 100 levels, or holds itself (plugin acme)"
        )
    }

    @Test func `a failed plugin does not disturb another`() async throws {
        #expect(await failure("error \"broken\"") != nil)
        #expect(await failure(MadeUpPlugin.automation("")) == nil)
    }
}
