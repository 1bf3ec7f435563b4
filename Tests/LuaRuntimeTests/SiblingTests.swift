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
}
