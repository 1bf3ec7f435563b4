import LuaRuntime
import Testing
import TicketModel

@testable import PluginHost

/// What a plugin costs that has been loaded and has nothing to do.
struct IdlePluginTests {
    private static let text = MadeUpPlugin.automation("ticket:tag \"x\"", needs: ["tag"])

    /// Bytes that a state holds with Lua's library and the plugin's chunk, and nothing of the host's.
    private static func bare(_ text: String) async throws -> Int {
        let engine = try LuaEngine(name: "bare", memory: 32 << 20, functions: [])
        let stub = """
            local function keep(options) return options end
            local usher = setmetatable({}, { __index = function() return keep end })
            function require() return usher end
            return { load = function(text) return load(text, "@bare.lua")() end }
            """
        try await engine.run(LuaSource(name: "=stub", text: stub))
        _ = try await engine.call(["load"], [.text(text)])
        await engine.collectGarbage()
        let used = await engine.memoryUsed
        await engine.close()
        return used
    }

    @Test func `it holds at most 32 KB more than plain Lua with its chunk`() async throws {
        let bundle = MadeUpPlugin.file(.automation, Self.text)
        let engine = try await PluginState.engine(for: bundle, memory: 32 << 20).engine
        let used = await engine.memoryUsed
        let bare = try await Self.bare(Self.text)
        #expect(used - bare <= 32 << 10, "\(used) bytes, \(bare) bare")
        await engine.close()
    }
}
