import CLua
import Foundation
import Testing

@testable import LuaRuntime

/// The shim's own matcher, side by side with Lua's.
struct PatternTests {
    /// What Lua itself, with its own library, answers to a chunk that is given a seed.
    private static func stock(_ source: String, seed: Int) throws -> String {
        let state = try #require(luaL_newstate())
        defer { lua_close(state) }
        luaL_openlibs(state)
        try #require(luaL_loadbufferx(state, source, source.utf8.count, "=t", "t") == LUA_OK)
        lua_pushinteger(state, Int64(seed))
        try #require(lua_pcallk(state, 1, 1, 0, 0, nil) == LUA_OK)
        return try #require(lua_tolstring(state, -1, nil).map { String(cString: $0) })
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n")
    }

    @Test(arguments: 0..<40)
    func `find, match, gmatch and gsub answer as Lua's own`(seed: Int) async throws {
        let source = try Corpus.text("Differential/patterns.lua")
        let bench = try Bench(memory: 256 << 20)
        let limits = LuaLimits(cpu: .seconds(60))
        let chunk = LuaSource(name: "=t", text: source)
        let ours = try await bench.engine.run(chunk, [.integer(Int64(seed))], limits: limits)
        let lua = try Self.stock(source, seed: seed)
        let text = try #require(ours.first?.text)
        #expect(Self.lines(text).count > 300)
        for (our, its) in zip(Self.lines(text), Self.lines(lua)) { #expect(our == its) }
    }

    @Test(arguments: [
        "return ('a'):rep(24):find(('a-'):rep(12) .. 'b')",
        "return ('a'):rep(40):find(('a?'):rep(40) .. ('a'):rep(40) .. 'b')",
        "return ((' '):rep(1 << 16) .. 'x'):gsub('%s+$', '') == nil or nil",
        "return ((' '):rep(1 << 16) .. 'x'):find('.*%s+$')",
        "return ('a'):rep(100000):find('.-b')",
        "return ('<'):rep(1 << 16):find('<.->')",
        "return ('a'):rep(1 << 18):find('.*.*.*b')",
        "return ('a'):rep(1 << 20):find(('a'):rep(1 << 19) .. 'b', 1, true)",
        "return ('a'):rep(1 << 16):find('(.*)(.*)(.*)b')",
        "for word in ('a'):rep(1 << 16):gmatch('a*b') do return word end return nil",
    ])
    func `a hostile text costs no more than an honest one`(script: String) async throws {
        let bench = try Bench()
        let limits = LuaLimits(cpu: .seconds(5))
        #expect(try await bench.run(script, limits: limits) == [.nil])
        // Lua's own matcher takes billions of them.
        #expect(await bench.engine.usage(of: limits).steps < 20_000_000)
    }

    @Test func `what a back reference makes laborious ends by the ledger`() async throws {
        let bench = try Bench()
        let failure = await bench.failure(
            "local s = ('ab'):rep(1 << 18)\nreturn pcall(string.find, s, '(.*)%1c')",
            limits: LuaLimits(cpu: .seconds(60), steps: 10_000_000)
        )
        #expect(failure?.kind == .exhausted)
        #expect(failure?.message.hasPrefix("took more than its 10000000 steps in Lua's library (") == true)
        #expect(failure?.line == 2)
        #expect(bench.engine.isSpent)
    }

    @Test func `a gmatch goes on in another coroutine`() async throws {
        let results = try await Bench().run(
            """
            local step = ("a1 b2 c3"):gmatch("(%a)(%d)")
            local a = { coroutine.wrap(step)() }
            local b = { step() }
            return a[1] .. a[2], b[1] .. b[2], (host.wait(coroutine.wrap(step)()))
            """
        )
        #expect(results == ["a1", "b2", "c"])
    }
}
