import Synchronization
import Testing

@testable import LuaRuntime

struct ContainmentTests {
    static let brief = LuaLimits(cpu: .milliseconds(100), deadline: .seconds(300))

    @Test(arguments: [
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "local function f() return f() end f()",
        "coroutine.wrap(function() while true do end end)()",
        "local co = coroutine.create(function() while true do pcall(function() while true do end end) end end) while true do coroutine.resume(co) end",
        "table.sort({ 3, 2, 1 }, function() while true do end end)",
        "while true do pcall(table.sort, { 3, 2, 1 }, function() while true do end end) end",
        "host.together { function() while true do end end, function() while true do end end }",
        "for i = 1, math.huge do local t = setmetatable({}, { __close = function() while true do end end }) local c <close> = t end",
    ])
    func `an endless script ends in time whatever it catches`(script: String) async throws {
        let bench = try Bench()
        let failure = await bench.failure(script, limits: Self.brief)
        #expect(failure?.kind == .outOfTime)
        #expect(failure?.message.hasPrefix("used more than its 0.1 seconds of CPU time (") == true)
        #expect(failure?.file == "script.lua")
        #expect(failure?.line == 1)
        #expect(bench.engine.isSpent)
    }

    @Test func `a script that waits past its deadline ends`() async throws {
        let bench = try Bench()
        let failure = await bench.failure(
            "pcall(host.forever) return 1",
            limits: LuaLimits(deadline: .milliseconds(20))
        )
        #expect(failure?.kind == .outOfTime)
        #expect(failure?.message == "ran past its deadline of 0.02 seconds")
        #expect(bench.engine.isSpent)
    }

    @Test func `cancelling the task stops a script that computes`() async throws {
        let bench = try Bench()
        let (started, starting) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            starting.yield()
            return await bench.failure(
                "while true do end",
                limits: LuaLimits(cpu: .seconds(60), deadline: .seconds(60))
            )
        }
        for await _ in started { break }
        task.cancel()
        #expect(await task.value?.kind == .cancelled)
    }

    @Test(arguments: ["return 1", "error('x')", "pcall(host.cancel) return 1"])
    func `a call that was stopped does not end well, and its state serves no other`(rest: String) async throws {
        let calling = Mutex<Task<LuaFailure?, Never>?>(nil)
        let engine = try LuaEngine(
            name: "test",
            memory: 1 << 20,
            functions: [
                .immediate("cancel") { _ in
                    calling.withLock { $0?.cancel() }
                    return []
                }
            ]
        )
        let text = "local host = { cancel = ... } host.cancel() \(rest)"
        // Held until the task is in its place.
        let task = calling.withLock { calling in
            let task = Task { () -> LuaFailure? in
                do throws(LuaFailure) {
                    try await engine.run(LuaSource(name: "@script.lua", text: text), [.hostFunction(0)])
                    return nil
                } catch {
                    return error
                }
            }
            calling = task
            return task
        }
        let failure = await task.value
        #expect(failure?.kind == .cancelled)
        #expect(failure?.message == "the call was cancelled")
        #expect(engine.isSpent)
    }

    @Test(arguments: [
        "local t = {} while true do t[#t + 1] = ('x'):rep(10000) .. #t end",
        "local s = 'x' while true do s = s .. s end",
        "local t = {} for i = 1, 1e9 do t[i] = i end",
    ])
    func `memory has a ceiling`(script: String) async throws {
        let bench = try Bench(memory: 8 << 20)
        let failure = await bench.failure(script)
        #expect(failure?.kind == .memory)
        #expect(failure?.message == "not enough memory")
        #expect(try await bench.run("return 1 + 1") == [2])
    }

    @Test func `what the host hands over counts against the ceiling`() async throws {
        let bench = try Bench(memory: 4 << 20)
        let failure = await bench.failure(
            "local big = ('x'):rep(1 << 20) local t = {} for i = 1, 10 do t[i] = host.echo(big .. i) end"
        )
        #expect(failure?.kind == .memory)
        #expect(try await bench.run("return 1") == [1])
    }

    @Test(arguments: [
        "io", "package", "dofile", "loadfile", "warn", "debug.getinfo", "debug.sethook", "debug.getregistry",
        "os.execute",
        "os.exit", "os.remove", "os.getenv", "os.tmpname", "os.rename", "string.dump", "require", "debug.setmetatable",
    ])
    func `a script has no`(name: String) async throws {
        #expect(try await Bench().run("return \(name)") == [.nil])
    }

    @Test(arguments: [
        (
            "setmetatable({}, { __gc = print })",
            "setmetatable: __gc is not allowed; close what you hold with a <close> variable"
        ),
        ("collectgarbage('stop')", "collectgarbage: only \"count\" is allowed; the host decides when to collect"),
        ("getmetatable('').__index = nil", "attempt to index a boolean value"),
        ("load(function() return 'x' end)", "bad argument #1 to 'load' (string expected, got function)"),
    ])
    func `a script may not`(script: String, message: String) async throws {
        #expect(await (try Bench()).failure(script)?.message == message)
    }

    @Test func `bytecode is not loaded`() async throws {
        #expect(
            try await Bench().run("return load('\\27Lua')") == [.nil, "attempt to load a binary chunk (mode is 't')"]
        )
    }
}
