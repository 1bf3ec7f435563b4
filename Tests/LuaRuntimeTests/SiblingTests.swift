import Testing

@testable import LuaRuntime

/// Functions that run side by side share their variables, and so may reach each other's coroutines.
struct SiblingTests {
    @Test(arguments: [
        ("closes", "coroutine.close(first)"),
        ("resumes", "coroutine.resume(first)"),
        ("resumes a function's", "coroutine.resume(second)"),
    ])
    func `a result is kept when a sibling`(act: String, script: String) async throws {
        let results = try await Bench().run(
            """
            local first, second
            local answers = host.together {
              function() first = coroutine.running() return "kept", "dropped" end,
              function() second = coroutine.running() return function() return "called" end end,
              function() host.wait() \(script) return 3 end,
            }
            return answers[1], type(answers[2]), answers[3], #answers
            """
        )
        #expect(results == ["kept", "function", 3, 3])
    }

    @Test func `functions side by side may answer nothing`() async throws {
        let bench = try Bench()
        let results = try await bench.run(
            """
            local answers = host.together { function() end, function() return nil end, function() return 3 end }
            return answers[1], answers[2], answers[3]
            """
        )
        #expect(results == [.nil, .nil, 3])
        #expect(await bench.engine.stackDepth == 0)
    }

    @Test func `a coroutine that served an earlier call is dead`() async throws {
        let bench = try Bench()
        try await bench.run(
            "return { one = function() kept = coroutine.running() return function() return 'called' end end, "
                + "two = function() return coroutine.status(kept), coroutine.resume(kept) end }"
        )
        _ = try await bench.engine.call(["one"])
        #expect(try await bench.engine.call(["two"]) == ["dead", false, "cannot resume dead coroutine"])
    }

    @Test(arguments: [(200, 500_000), (10_000, 100_000)])
    func `functions side by side share the call's CPU time`(count: Int, turns: Int) async throws {
        let bench = try Bench(memory: 256 << 20)
        let failure = await bench.failure(
            """
            local list = {}
            for i = 1, \(count) do list[i] = function() for _ = 1, \(turns) do host.n = _ end host.wait() end end
            pcall(host.together, list)
            return 1
            """,
            limits: LuaLimits(cpu: .milliseconds(200), deadline: .seconds(300))
        )
        #expect(failure?.message.hasPrefix("used more than its 0.2 seconds of CPU time (") == true)
        #expect(failure?.description.hasPrefix("script.lua:2: ") == true)
        #expect(bench.engine.isSpent)
    }
}
