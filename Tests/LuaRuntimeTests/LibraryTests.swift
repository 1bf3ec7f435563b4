import Testing

@testable import LuaRuntime

/// What of the standard library the shim bounds.
struct LibraryTests {
    @Test(arguments: [
        ("(''):rep(1 << 60)", ""), ("('x'):rep(0)", ""), ("('x'):rep(-1)", ""), ("('x'):rep(1, ',')", "x"),
        ("('x'):rep(3)", "xxx"), ("('ab'):rep(4, ', ')", "ab, ab, ab, ab"), ("(''):rep(3, '-')", "--"),
        ("('x'):rep(-1 << 63, 'y')", ""), ("string.rep(7, 2)", "77"),
        ("table.concat(table.move({ 'a', 'b', 'c' }, 2, 3, 1))", "bcc"),
        ("table.concat(table.move({ 'a', 'b' }, 1, 2, 2, {}), '', 2, 3)", "ab"),
        ("table.concat({ 1, 2, 3 }, '-', 2, 3)", "2-3"), ("table.concat({}, 'x')", ""), ("table.concat({ 'a' })", "a"),
        ("select('#', table.unpack({ 1, nil, 3 }, 1, 3)) .. ''", "3"),
        (
            "(function() local t = { 'b' } table.insert(t, 'c') table.insert(t, 1, 'a') return table.concat(t) end)()",
            "abc"
        ),
        ("(function() local t = { 'a', 'b', 'c' } return table.remove(t, 1) .. table.remove(t) .. #t end)()", "ac1"),
        ("tostring(table.remove({}))", "nil"),
        ("(function() local t = { 3, 1, 2 } table.sort(t) return table.concat(t) end)()", "123"),
        (
            """
            (function()
              local t = setmetatable({}, { __len = function() return 1 << 50 end })
              table.insert(t, 'at the end')
              return t[(1 << 50) + 1]
            end)()
            """, "at the end"
        ),
    ])
    func `within its bounds a function answers as Lua's own`(expression: String, text: String) async throws {
        #expect(try await Bench().run("return \(expression)") == [.text(text)])
    }

    @Test(arguments: [
        "('x'):rep(1e9)", "(''):rep(1e9, 'x')", "('xy'):rep(math.maxinteger)", "('x'):rep(math.maxinteger, 'y')",
    ])
    func `a text that could not be held is refused before it is built`(expression: String) async throws {
        let bench = try Bench(memory: 8 << 20)
        let failure = await bench.failure("return \(expression)")
        #expect(failure?.kind == .memory)
        #expect(
            failure?.message
                == "not enough memory: string.rep would make a text larger than the 8388608 bytes that this script may hold"
        )
        #expect(try await bench.run("return 1") == [1])
    }

    static let liar = "setmetatable({}, { __len = function() return 1 << 50 end })"
    /// Lua finds the end of a table by doubling.
    static let sparse = "(function() local t = {} for bit = 62, 0, -1 do t[1 << bit] = 1 end return t end)()"

    @Test(arguments: [
        ("table.move({}, 1, 1e15, 2)", "table.move"),
        ("table.move({}, math.mininteger, -2, 2)", "table.move"),
        ("table.insert(\(liar), 1, 'x')", "table.insert"),
        ("table.insert(\(sparse), 1, 'x')", "table.insert"),
        ("table.remove(\(liar), 1)", "table.remove"),
        ("table.remove(\(sparse), 1)", "table.remove"),
        ("table.concat(\(liar))", "table.concat"),
        ("table.concat({}, '', 1, 1 << 50)", "table.concat"),
        ("table.concat({}, '', math.mininteger, math.maxinteger)", "table.concat"),
        ("table.sort(\(sparse))", "table.sort"),
        ("table.sort(\(liar))", "table.sort"),
    ])
    func `a range that no table holds is refused`(script: String, name: String) async throws {
        let bench = try Bench()
        let failure = await bench.failure(script)
        #expect(
            failure?.message == "\(name): a range of more than 10000000 elements; work on a part of the table at a time"
        )
        #expect(failure?.line == 1)
        #expect(try await bench.run("return 1") == [1])
    }

    @Test(arguments: [
        ("table.unpack({}, 1, 1e15)", "too many results to unpack"),
        ("table.unpack(\(liar))", "too many results to unpack"),
        ("table.insert({}, 5, 1)", "bad argument #2 to 'insert' (position out of bounds)"),
        ("table.insert({})", "wrong number of arguments to 'insert'"),
        ("table.insert(nil, 1)", "bad argument #1 to 'insert' (table expected, got nil)"),
        ("table.remove({ 1 }, 5)", "bad argument #2 to 'remove' (position out of bounds)"),
        ("table.concat({ {} })", "invalid value (table) at index 1 in table for 'concat'"),
        ("table.concat(setmetatable({}, { __len = function() return 'x' end }))", "object length is not an integer"),
        ("table.move({}, 1, 'x', 2)", "bad argument #3 to 'move' (number expected, got string)"),
        ("('x'):rep({})", "bad argument #1 to 'rep' (number expected, got table)"),
    ])
    func `a wrong argument is told as Lua tells it`(script: String, message: String) async throws {
        #expect(await (try Bench()).failure(script)?.message == message)
    }

    @Test func `a length that changes while it is asked for does not get past the bound`() async throws {
        let failure = await (try Bench()).failure(
            """
            local asked = 0
            local liar = setmetatable({}, { __len = function() asked = asked + 1 return asked == 1 and 3 or 1 << 50 end,
              __index = function() return "x" end })
            for _, f in ipairs { table.concat, table.insert, table.remove } do asked = 0 f(liar, 1, 1) end
            """
        )
        #expect(failure == nil)
    }
}
