import Testing

@testable import LuaRuntime

struct ProtectedCallTests {
    @Test(arguments: [
        "xpcall(function() while true do end end, function() while true do end end)",
        "xpcall(error, function() while true do end end)",
        "table.sort({ 3, 2, 1 }, function() xpcall(error, function() while true do end end) end)",
        """
        table.sort({ 3, 2, 1 }, function()
          while true do
            xpcall(function() while true do end end, function() while true do end end)
          end
        end)
        """,
        // The thread that looks on is another than the one that ran out of time.
        """
        table.sort({ 3, 2, 1 }, function()
          local function nest()
            while true do pcall(nest) pcall(coroutine.wrap(function() while true do end end)) end
          end
          nest()
        end)
        """,
    ])
    func `no handler and no protected call outlives the end`(script: String) async throws {
        let failure = await (try Bench()).failure(
            script,
            limits: LuaLimits(cpu: .milliseconds(100), deadline: .seconds(300))
        )
        #expect(failure?.message.hasPrefix("used more than its 0.1 seconds of CPU time (") == true)
    }

    @Test(
        arguments: [
            ("xpcall(function(...) return ... end, print, 1, 2)", [true, 1, 2]),
            ("xpcall(function(a) error(a, 0) end, function(e) return e .. '!', 2 end, 'x')", [false, "x!"]),
            ("xpcall(function() error() end, function(e) return type(e) end)", [false, "nil"]),
            ("xpcall(error, function() error('again', 0) end, 'x')", [false, "again"]),
            ("xpcall(error, function(e) return host.wait(e .. '!') end, 'x')", [false, "x!"]),
            ("xpcall(function() host.wait() error('x', 0) end, function(e) return host.wait(e) end)", [false, "x"]),
            (
                "pcall(function() xpcall(print) end)",
                [false, "script.lua:1: bad argument #2 to 'xpcall' (function expected, got no value)"]
            ),
            ("xpcall(1, type)", [false, "string"]),
            (
                "xpcall(xpcall, function(e) return 'outer ' .. e end, error, function() error('h', 0) end)",
                [true, false, "h"]
            ),
        ] as [(String, [LuaValue])]
    )
    func `xpcall answers as Lua's own`(expression: String, results: [LuaValue]) async throws {
        let bench = try Bench()
        #expect(try await bench.run("return \(expression)") == results)
        #expect(await bench.engine.stackDepth == 0)
    }

    @Test(arguments: [
        ("debug.traceback", "x"),
        ("function(e) return debug.traceback('told: ' .. e, 2) end", "told: x"),
        ("function(e) return select(2, pcall(debug.traceback, e)) end", "x"),
        ("function(e) host.wait() return debug.traceback(e) end", "x"),
    ])
    func `a traceback made by the handler shows where the error happened`(handler: String, message: String) async throws
    {
        let results = try await Bench().run(
            """
            local function inner() error("x", 0) end
            local function outer() host.wait() inner() end
            return select(2, xpcall(outer, \(handler)))
            """
        )
        let text = try #require(results.first?.text)
        #expect(text.hasPrefix("\(message)\nstack traceback:\n\t[C]: in "))
        #expect(text.contains("script.lua:1: in upvalue 'inner'"))
        #expect(text.contains("script.lua:2: in function <script.lua:2>"))
    }

    @Test func `a traceback made elsewhere shows where it was made`() async throws {
        let results = try await Bench().run(
            """
            local function here() return debug.traceback("m") end
            local _, inside = xpcall(error, function() return select(2, xpcall(here, print)) end)
            return here(), inside, debug.traceback(print) == print, debug.traceback(coroutine.create(print), "t")
            """
        )
        try #require(results.count == 4)
        #expect(results[0].text?.hasPrefix("m\nstack traceback:\n\tscript.lua:1: in local 'here'") == true)
        #expect(results[1].text?.hasPrefix("m\nstack traceback:\n\tscript.lua:1: in function <script.lua:1>") == true)
        #expect(results[2] == true)
        #expect(results[3] == "t\nstack traceback:")
    }

    @Test func `recursion without end reaches the handler`() async throws {
        let results = try await Bench(memory: 128 << 20).run(
            "local function f() return 1 + f() end return xpcall(f, function(e) return e:match('stack overflow') end)",
            limits: LuaLimits(cpu: .seconds(30), deadline: .seconds(600))
        )
        #expect(results == [false, "stack overflow"])
    }
}
