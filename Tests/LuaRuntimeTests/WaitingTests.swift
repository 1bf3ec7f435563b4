import Testing

@testable import LuaRuntime

struct WaitingTests {
    @Test(arguments: [
        ("a plain call", "return host.wait(7)"),
        ("pcall", "local ok, v = pcall(host.wait, 7) assert(ok) return v"),
        ("nested pcall", "local _, _, v = pcall(pcall, host.wait, 7) return v"),
        ("xpcall", "local _, v = xpcall(host.wait, print, 7) return v"),
        ("an iterator", "for v in function(_, last) if not last then return host.wait(7) end end do return v end"),
        ("__index", "return setmetatable({}, { __index = function() return host.wait(7) end }).x"),
        ("__add", "return setmetatable({}, { __add = function(_, n) return host.wait(n) end }) + 7"),
        ("__call", "return setmetatable({}, { __call = function(_, n) return host.wait(n) end })(7)"),
        (
            "__close",
            "local v do local c <close> = setmetatable({}, { __close = function() v = host.wait(7) end }) end return v"
        ),
        (
            "a coroutine",
            "local co = coroutine.create(function() return host.wait(7) end) return select(2, coroutine.resume(co))"
        ),
        ("coroutine.wrap", "return coroutine.wrap(function() return host.wait(7) end)()"),
        (
            "a sort comparator",
            "local t = { 3, 7, 1 } table.sort(t, function(a, b) return host.wait(a > b) end) return t[1]"
        ),
        ("a gsub callback", "return tonumber((('a3'):gsub('%a(.)', function(d) return host.wait(d + 4) end)))"),
        (
            "tostring",
            "local t = setmetatable({}, { __tostring = function() return host.wait('7') end }) return tonumber(tostring(t))"
        ),
        (
            "format",
            """
            local slow = setmetatable({}, { __tostring = function() return host.wait('x') end })
            return #('%s-%5s%%%s'):format(slow, slow, 1) - 2
            """
        ),
        (
            "three coroutines deep",
            """
            local function deep(n) if n == 0 then return host.wait(7) end
              return coroutine.wrap(function() return deep(n - 1) end)() end
            return deep(3)
            """
        ),
        (
            "pcall inside a coroutine inside pcall",
            """
            local _, v = pcall(coroutine.wrap(function() local _, v = pcall(host.wait, 7) return v end)) return v
            """
        ),
    ])
    func `a script may wait in`(place: String, script: String) async throws {
        let bench = try Bench()
        #expect(try await bench.run(script) == [7])
        #expect(await bench.engine.stackDepth == 0)
    }

    @Test func `a script's own yields are not mistaken for waits`() async throws {
        let results = try await Bench().run(
            """
            local co = coroutine.wrap(function(a)
              local b = coroutine.yield(host.wait(a) + 1)
              local c = coroutine.yield(host.wait(b) + 1)
              return host.wait(c) + 1
            end)
            return co(1), co(10), co(100)
            """
        )
        #expect(results == [2, 11, 101])
    }

    @Test func `an error after waiting is raised where the script waits and can be caught`() async throws {
        let bench = try Bench()
        let results = try await bench.run("local ok, e = pcall(host.refuse) return ok, e")
        #expect(results == [false, "script.lua:1: refused after waiting"])
        let failure = await bench.failure("local x = 1\nhost.refuse()")
        #expect(failure == nil || failure?.line == 2)
        #expect(failure?.description == "script.lua:2: refused after waiting")
    }

    @Test(arguments: [
        ("table.sort(two(host.wait))", "cannot wait here"),
        (
            "table.concat(setmetatable({}, { __index = host.wait, __len = function() return 1 end }))",
            "cannot wait here"
        ),
        ("table.sort(two(coroutine.wrap(host.wait)))", "cannot wait here"),
        (
            "local co = coroutine.create(function() local c <close> = setmetatable({}, { __close = host.wait }) "
                + "coroutine.yield() end) coroutine.resume(co) assert(coroutine.close(co))", "cannot wait here"
        ),
    ])
    func `where Lua cannot wait the error says so`(script: String, message: String) async throws {
        let two =
            "local function two(less) local m = { __lt = less } "
            + "return { setmetatable({}, m), setmetatable({}, m) } end "
        let failure = await (try Bench()).failure(two + script)
        #expect(failure?.message.contains(message) == true)
        #expect(failure?.line == 1)
    }

    @Test func `a stray yield is an error with its place`() async throws {
        let failure = await (try Bench()).failure("coroutine.yield(1)")
        #expect(
            failure?.description == "script.lua:1: coroutine.yield was called outside a coroutine of the script's own"
        )
    }

    @Test func `functions run side by side and their results keep their order`() async throws {
        let results = try await Bench().run(
            """
            local list = {}
            for i = 1, 20 do list[i] = function() return host.wait(i) * 2 end end
            local answers = host.together(list)
            return #answers, answers[1], answers[20]
            """
        )
        #expect(results == [20, 2, 40])
    }

    @Test func `the first error among functions side by side is raised after all have ended`() async throws {
        let results = try await Bench().run(
            """
            local done = 0
            local ok, e = pcall(host.together, {
              function() host.wait() done = done + 1 end,
              function() error("second", 0) end,
              function() host.wait() done = done + 1 end,
            })
            return ok, e, done
            """
        )
        #expect(results == [false, "second", 2])
    }

    @Test func `ten thousand host calls are in flight at once`() async throws {
        let bench = try Bench(memory: 256 << 20)
        bench.gate.announce(10_000)
        let results = try await bench.run(
            """
            local list = {}
            for i = 1, 10000 do
              list[i] = function()
                local ok, v = pcall(coroutine.wrap(function() return host.arrive(i) end))
                return ok and v
              end
            end
            local sum = 0
            for _, v in ipairs(host.together(list)) do sum = sum + v end
            return sum
            """,
            limits: LuaLimits(cpu: .seconds(30), deadline: .seconds(120))
        )
        #expect(results == [50_005_000])
        #expect(await bench.engine.stackDepth == 0)
    }

    @Test func `the context of the call reaches the host function`() async throws {
        let bench = try Bench()
        try await bench.run("return { ask = function() return host.pass() end }")
        #expect(try await bench.engine.call(["ask"], context: "run 12") == ["run 12"])
        #expect(try await bench.engine.call(["ask"]) == ["no context"])
    }
}
