import Testing

@testable import LuaRuntime

struct CoroutineTests {
    @Test(
        arguments: [
            ("coroutine.resume(coroutine.running())", [false, "cannot resume non-suspended coroutine"]),
            ("coroutine.resume(coroutine.running(), 1, 2, 3)", [false, "cannot resume non-suspended coroutine"]),
            (
                """
                coroutine.wrap(function(outer)
                  return coroutine.resume(outer)
                end)(coroutine.running())
                """, [false, "cannot resume non-suspended coroutine"]
            ),
            (
                "pcall(function() local w w = coroutine.wrap(function() w() end) w() end)",
                [false, "script.lua:1: script.lua:1: cannot resume non-suspended coroutine"]
            ),
            (
                "(function() local co = coroutine.create(error) coroutine.resume(co, 'x') return coroutine.resume(co) end)()",
                [false, "cannot resume dead coroutine"]
            ),
            (
                "(function() local co = coroutine.create(print) coroutine.resume(co) return coroutine.resume(co, 1) end)()",
                [false, "cannot resume dead coroutine"]
            ),
            (
                "pcall(function() local w = coroutine.wrap(function() end) w() w() end)",
                [false, "script.lua:1: cannot resume dead coroutine"]
            ),
        ] as [(String, [LuaValue])]
    )
    func `what cannot be resumed is told as Lua tells it`(expression: String, results: [LuaValue]) async throws {
        let bench = try Bench()
        #expect(try await bench.run("return \(expression)") == results)
        #expect(await bench.engine.stackDepth == 0)
    }
}
