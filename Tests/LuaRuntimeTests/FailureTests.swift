import Testing

@testable import LuaRuntime

struct FailureTests {
    @Test(arguments: [
        ("local x\nreturn x.y", "script.lua:2: attempt to index a nil value (local 'x')"),
        ("error('no', 0)", "script.lua:1: no"),
        ("\n\nerror('no')", "script.lua:3: no"),
        ("error({ message = 'from a table', kind = 'auth' })", "script.lua:1: from a table"),
        ("error({})", "script.lua:1: an error that is no text (table)"),
        (
            "error(setmetatable({}, { __tostring = function() while true do end end }))",
            "script.lua:1: an error that is no text (table)"
        ),
        ("host.raise('by the host')", "script.lua:1: by the host"),
        ("local s = 'a' .. {}", "script.lua:1: attempt to concatenate a table value"),
    ])
    func `an error keeps its place`(script: String, description: String) async throws {
        let failure = await (try Bench()).failure(script)
        #expect(failure?.description == description)
        #expect(failure?.kind == .script)
    }

    @Test func `a syntax error has its line`() async throws {
        let failure = await (try Bench()).failure("local x =\nreturn +")
        #expect(failure?.kind == .syntax)
        #expect(failure?.description == "script.lua:2: unexpected symbol near 'return'")
    }

    @Test func `the traceback names the functions on the way`() async throws {
        let failure = await (try Bench()).failure(
            "local function inner() error('x') end local function outer() inner() end outer()"
        )
        #expect(failure?.traceback?.contains("in upvalue 'inner'") == true)
        #expect(failure?.traceback?.contains("in local 'outer'") == true)
    }

    @Test func `a raised table crosses as a value`() async throws {
        let failure = await (try Bench()).failure("error({ kind = 'auth', message = 'm' })")
        #expect(failure?.value.table?["kind"] == "auth")
    }

    @Test func `the state serves the next call after an error`() async throws {
        let bench = try Bench()
        for _ in 1...100 { _ = await bench.failure("error('x')") }
        #expect(try await bench.run("return 1") == [1])
        #expect(await bench.engine.stackDepth == 0)
    }

    @Test func `a closed engine refuses calls`() async throws {
        let bench = try Bench()
        await bench.engine.close()
        #expect(await bench.failure("return 1")?.message == "this Lua state is closed")
    }

    @Test func `opening and closing many engines leaves no host function behind`() async throws {
        final class Canary: Sendable {}
        weak var last: Canary?
        for _ in 1...200 {
            let canary = Canary()
            last = canary
            let engine = try LuaEngine(
                name: "x",
                memory: 1 << 20,
                functions: [
                    .immediate("f") { _ in
                        _ = canary; throw LuaRaise("x")
                    }
                ]
            )
            _ = try? await engine.run(LuaSource(name: "=x", text: "local f = ... f()"), [.hostFunction(0)])
            await engine.close()
        }
        #expect(last == nil)
    }
}
