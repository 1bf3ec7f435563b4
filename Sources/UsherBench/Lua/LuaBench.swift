import LuaRuntime

/// One figure of the Lua runtime's.
struct LuaFigure: Sendable, CustomStringConvertible {
    var name: String
    var value: Double
    var unit: String

    var description: String { "\(name) \(value) \(unit)" }
}

/// Measures the border between Swift and Lua from inside.
enum LuaBench {
    /// All figures, each measured by itself, one after the other.
    static func rows() async throws -> [LuaFigure] {
        try await calls() + states() + NeighbourBench.rows()
    }

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
            local type = math.type
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

    private static func calls() async throws -> [LuaFigure] {
        let engine = try engine()
        let empty = try await turn("", turns: 5_000_000, in: engine)
        let plain = try await turn("type(i)", turns: 2_000_000, in: engine) - empty
        let sum = try await turn("sum(i, i)", turns: 1_000_000, in: engine) - empty
        let nothing = try await turn("nothing()", turns: 1_000_000, in: engine) - empty
        let nop = try await turn("nop()", turns: 1_000_000, in: engine) - empty
        let add = try await turn("add(i, i)", turns: 1_000_000, in: engine) - empty
        let wait = try await turn("wait()", turns: 200_000, in: engine) - empty
        await engine.close()
        return [
            LuaFigure(name: "a call of a C function", value: plain, unit: "ns"),
            LuaFigure(name: "a direct call of a Swift function without arguments", value: nothing, unit: "ns"),
            LuaFigure(name: "a direct call of a Swift function with two integers", value: sum, unit: "ns"),
            LuaFigure(name: "a call of a Swift function without arguments", value: nop, unit: "ns"),
            LuaFigure(name: "a call of a Swift function with two integers", value: add, unit: "ns"),
            LuaFigure(name: "a wait for a Swift function and its answer", value: wait, unit: "ns"),
        ]
    }

    private static func states() async throws -> [LuaFigure] {
        let count = 200
        var bytes = 0
        let start = ContinuousClock.now
        for _ in 1...count {
            let engine = try engine()
            bytes = await engine.memoryUsed
            await engine.close()
        }
        let each = (ContinuousClock.now - start) / .microseconds(1) / Double(count)
        return [
            LuaFigure(name: "a state, opened and closed", value: each, unit: "µs"),
            LuaFigure(name: "a state with the library", value: Double(bytes), unit: "bytes"),
        ]
    }
}
