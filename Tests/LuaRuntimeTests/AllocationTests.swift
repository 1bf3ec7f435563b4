import CLuaShim
import Testing

@testable import LuaRuntime

/// Every allocation of a script's fails once, with all that follow it.
struct AllocationTests {
    static let paths: [(name: String, text: String)] = [
        ("load", "local t = { a = 1, 'x' } return load('return ' .. ('1 + '):rep(20) .. '1')() + #t"),
        ("calls", "local function f(n) return n == 0 and { 1 } or { f(n - 1) } end return #f(20)"),
        ("library", "local t = {} for i = 1, 20 do t[i] = ('%d'):format(i) end table.sort(t) return table.concat(t)"),
        (
            "patterns",
            """
            local n = 0 for w in ('a b c'):gmatch('%a') do n = n + #w end
            return (('abc'):gsub('.', function(c) return c:rep(n) end))
            """
        ),
        ("host calls", "return host.echo({ 1, { a = 'b' } }, ('x'):rep(100))[2].a"),
        ("waits", "return host.wait(('x'):rep(50)) .. coroutine.wrap(function() return host.wait('y') .. 'z' end)()"),
        ("errors", "return select(2, pcall(error, { 'x' }))[1] .. select(2, xpcall(error, debug.traceback, 'y'))"),
        ("host errors", "local ok, why = pcall(host.raise, 'no') return why .. tostring(ok)"),
        ("side by side", "return #host.together { function() return { 1 } end, function() return host.wait('x') end }"),
        ("JSON", "return host.encode(host.decode('{\"a\": [1, 2.5, \"x\", null, {}]}'))"),
        ("JSON that is none", "local value, why = host.decode('{\"a\": [1, 2.5, \"x\\\\n\", nul]}') return why"),
        (
            "lazy JSON",
            """
            local text = '{"a": [1, "' .. ('x\\\\n'):rep(600) .. '", {"b": 2}], "k\\\\u0065y": {}}'
            local doc = host.lazy(text)
            local size = #doc.a[2] + doc.a[3].b
            for key, value in pairs(doc) do size = size + #key end
            return size, doc.key, host.encode(doc.a), host.copy(doc), host.echo(doc.a)
            """
        ),
        (
            "closing",
            "local c <close> = setmetatable({}, { __close = function() return ('x'):rep(99) end }) return { {} }"
        ),
        ("an error", "error(('x'):rep(200) .. tostring({}))"),
    ]

    @Test(arguments: paths.map(\.name))
    func `a script without memory fails and leaves nothing behind`(path: String) async throws {
        let text = try #require(Self.paths.first { $0.name == path }?.text)
        var refused = 0
        for first in UInt64(1)... {
            let bench = try Bench()
            await bench.engine.failAllocations(from: first)
            let failure = await bench.failure(text)
            let wasRefused = await bench.engine.wasRefused
            if let failure, wasRefused { #expect([.memory, .script].contains(failure.kind), "\(failure)") }
            #expect(await bench.engine.stackDepth == 0)
            await bench.engine.failAllocations(from: 0)
            #expect(try await bench.run("return 1") == [1])
            await bench.engine.close()
            #expect(await bench.engine.bytesLeftAtClose == 0)
            guard wasRefused else { break }
            refused += 1
        }
        #expect(refused > 5)
    }
}

extension LuaEngine {
    fileprivate func failAllocations(from first: UInt64) {
        if let state { usher_fail_allocations(state, first) }
    }

    fileprivate var wasRefused: Bool {
        state.map { usher_memory_refused($0) } ?? false
    }
}
