import LuaRuntime

/// Measures the border between Swift and Lua from inside.
enum LuaBench {
    static let limits = LuaLimits(cpu: .seconds(120), deadline: .seconds(300), hostCalls: .max)

    static func engine(memory: Int = 256 << 20) throws -> LuaEngine {
        try LuaEngine(
            name: "bench",
            memory: memory,
            functions: [
                .immediate("nop") { _ in [] },
                .immediate("add") { call in [.integer((call[1].integer ?? 0) &+ (call[2].integer ?? 0))] },
                .waiting("wait") { _ in [] },
                .direct("sum") { frame in
                    frame.answer((frame.integer(1) ?? 0) &+ (frame.integer(2) ?? 0))
                    return 1
                },
                .direct("nothing") { _ in 0 },
            ]
        )
    }

    /// Nanoseconds that one turn of a loop takes, whose body is `body`; the best of five.
    static func turn(_ body: String, turns: Int, in engine: LuaEngine) async throws -> Double {
        let text = """
            local nop, add, wait, sum, nothing = ...
            local less, may = math.ult, coroutine.isyieldable
            for i = 1, \(turns) do \(body) end
            """
        let arguments: [LuaValue] = [
            .hostFunction(0), .hostFunction(1), .hostFunction(2), .hostFunction(3), .hostFunction(4),
        ]
        var best = Double.infinity
        for _ in 1...5 {
            let start = ContinuousClock.now
            try await engine.run(LuaSource(name: "@bench.lua", text: text), arguments, limits: limits)
            best = min(best, (ContinuousClock.now - start) / .nanoseconds(1) / Double(turns))
        }
        return best
    }

    /// Nanoseconds of a call of each kind; the loop around it is taken off.
    static func calls() async throws -> Figures {
        let engine = try engine()
        let empty = try await turn("", turns: 5_000_000, in: engine)
        var figures = Figures()
        for (name, body) in [
            // Two of Lua's own, with as much to take and to answer as the two direct functions.
            ("plain", "may()"), ("plain_integers", "less(i, i)"), ("direct", "nothing()"),
            ("direct_integers", "sum(i, i)"), ("copied", "nop()"), ("copied_integers", "add(i, i)"),
        ] {
            figures.values[name] = try await turn(body, turns: 1_000_000, in: engine) - empty
        }
        figures.values["wait"] = try await turn("wait()", turns: 200_000, in: engine) - empty
        await engine.close()
        return figures
    }

    /// What it takes to open and to close a state with the library, and what that holds.
    static func states() async throws -> Figures {
        let count = 200
        var figures = Figures()
        var best = Double.infinity
        for _ in 1...5 {
            let start = ContinuousClock.now
            for _ in 1...count {
                let engine = try engine()
                figures.values["bytes"] = Double(await engine.memoryUsed)
                await engine.close()
            }
            best = min(best, (ContinuousClock.now - start) / .microseconds(1) / Double(count))
        }
        figures.values["microseconds"] = best
        return figures
    }
}
