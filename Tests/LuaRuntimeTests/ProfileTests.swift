import CLuaShim
import Testing

@testable import LuaRuntime

struct ProfileTests {
    /// A fine interval, so that a short script gives many samples.
    private static let interval = Duration.microseconds(100)

    private static func profile(_ text: String) async throws -> LuaProfile {
        let bench = try Bench()
        let profile = LuaProfile(interval: interval)
        try await LuaProfile.$current.withValue(profile) { _ = try await bench.run(text) }
        #expect(await bench.engine.stackDepth == 0)
        await bench.engine.close()
        return profile
    }

    @Test func `the function that computes is on top`() async throws {
        let profile = try await Self.profile(
            """
            local function busy()
              local n = 0
              for i = 1, 3000000 do n = n + i % 7 end
              return n
            end
            local function idle() return 1 end
            for _ = 1, 2 do idle() busy() end
            """
        )
        let top = try #require(profile.functions.first)
        #expect(top.name == "busy")
        #expect(top.frame == .function(file: "script.lua", line: 1))
        #expect(top.line == 3)
        #expect(top.own * 10 > profile.samples * 8)
        #expect(profile.stacks.keys.allSatisfy { $0.frames.first == .script("test") })
    }

    // A standing hook counts the instructions of Lua, of which there are few here.
    @Test(.disabled(if: usher_hook_stands()))
    func `a function written in C is named, with its time`() async throws {
        let profile = try await Self.profile(
            """
            local text = ("ab "):rep(20000)
            for _ = 1, 30 do text:gsub("%a+", "x") end
            """
        )
        let top = try #require(profile.functions.first)
        #expect(top.frame == .native("gsub"))
        #expect(top.line == nil)
        #expect(top.own * 10 > profile.samples * 8)
    }

    @Test func `a coroutine stands on whoever resumed it`() async throws {
        let profile = try await Self.profile(
            """
            local function inner() local n = 0 for i = 1, 3000000 do n = n + i % 7 end return n end
            local function outer() coroutine.wrap(function() return (inner()) end)() end
            outer()
            """
        )
        let stack = try #require(profile.stacks.max { $0.value < $1.value }).key
        let names = stack.frames.map { profile.name(of: $0) }
        #expect(names.first == "test")
        #expect(names.last == "inner")
        #expect(names.contains("outer"))
    }

    @Test func `slices too short for a sample add up`() async throws {
        let profile = try await Self.profile(
            "for _ = 1, 500 do local n = 0 for i = 1, 3000 do n = n + i end host.wait(n) end"
        )
        // Each takes about a tenth of an interval in the release build, and half of one in the debug build.
        #expect(profile.samples > 20)
    }

    @Test func `nothing is sampled without a profile, nor after one`() async throws {
        let bench = try Bench()
        let loop = "local n = 0 for i = 1, 2000000 do n = n + i end"
        let profile = LuaProfile(interval: Self.interval)
        try await LuaProfile.$current.withValue(profile) { _ = try await bench.run(loop) }
        let samples = profile.samples
        #expect(samples > 0)
        try await bench.run(loop)
        #expect(profile.samples == samples)
        await bench.engine.close()
    }

    @Test func `a profile ends no later what is to be ended`() async throws {
        let bench = try Bench()
        let limits = LuaLimits(cpu: .milliseconds(50))
        let profile = LuaProfile(interval: Self.interval)
        let failure = await LuaProfile.$current.withValue(profile) {
            await bench.failure("while true do pcall(string.rep, 'x', 100) end", limits: limits)
        }
        #expect(failure?.kind == .outOfTime)
        #expect(profile.samples > 0)
        await bench.engine.close()
    }
}
