import Testing

@testable import LuaRuntime

struct JSONTests {
    @Test func `a text that is written is read as the same`() async throws {
        let results = try await Bench().run(
            """
            local texts = {}
            for i, text in ipairs { "-0e0", "-0.0", "-9223372036854775808", "1e308", [["\\u0001\\"\\\\/"]], "[]", "{}" } do
              local once = host.encode(host.decode(text))
              assert(host.encode(host.decode(once)) == once, once)
              texts[i] = once
            end
            return table.concat(texts, " ")
            """
        )
        #expect(results == ["-0.0 -0.0 -9223372036854775808 1e+308 \"\\u0001\\\"\\\\/\" [] {}"])
    }

    @Test func `an object of many keys is written in their order like one of few`() async throws {
        let results = try await Bench().run(
            """
            local function object(count)
              local t, names = {}, {}
              for i = 1, count do
                t["k" .. i] = i
                names[i] = "k" .. i
              end
              table.sort(names)
              for i, name in ipairs(names) do names[i] = ('"%s":%d'):format(name, t[name]) end
              return host.encode(t) == "{" .. table.concat(names, ",") .. "}"
            end
            return object(1), object(31), object(32), object(33), object(500)
            """
        )
        #expect(results == [true, true, true, true, true])
    }

    static let texts = [
        "{}", "[]", "null", "true", #""""#, "0", "-1", "9223372036854775807", "-9223372036854775808", "0.1", "1e+300",
        #"{"a":[],"b":{},"c":null,"d":[null,{"x":[1,2.5,"ü"]}]}"#, #""\"\\\n\t\u0001 票 🎫""#,
    ]

    @Test(arguments: texts)
    func `text that was decoded encodes to the same text`(text: String) async throws {
        #expect(
            try await Bench().run("return host.encode(host.decode((select(2, ...))))", [.text(text)]) == [.text(text)]
        )
    }

    @Test(arguments: ["", "{", "[1,]", "{'a':1}", "nul", "[1] 2", "\"\u{01}\"", "<html>", "\"\\ud800\""])
    func `what is not JSON is told without raising`(text: String) async throws {
        let results = try await Bench().run("return host.decode((select(2, ...)))", [.text(text)])
        try #require(results.count == 2)
        #expect(results[0] == .nil)
        #expect(results[1].text?.contains("JSON") == true)
    }

    @Test func `keys are written in order`() async throws {
        let results = try await Bench().run("return host.encode { b = 1, a = 2, c = { z = 1, y = 2 }, aa = 3 }")
        #expect(results == [#"{"a":2,"aa":3,"b":1,"c":{"y":2,"z":1}}"#])
    }

    @Test func `an empty table is an object unless it is marked`() async throws {
        #expect(try await Bench().run("return host.encode {}, host.encode(host.array {})") == ["{}", "[]"])
    }

    @Test(arguments: [
        ("{ 1, a = 2 }", "a table that is both a list and a map cannot be written as JSON"),
        ("{ [true] = 1 }", "a JSON object's keys are strings; this table has a key of type boolean"),
        ("print", "a function cannot be written as JSON"),
        ("0/0", "JSON has no number for"),
    ])
    func `what has no JSON raises`(expression: String, message: String) async throws {
        let failure = await (try Bench()).failure("return host.encode(\(expression))")
        #expect(failure?.message.contains(message) == true)
    }

    @Test(arguments: ["k", "v", "kv"])
    func `a weak table is refused: what it holds is the collector's choice`(mode: String) async throws {
        let failure = await (try Bench()).failure(
            "return host.encode({ setmetatable({ a = {} }, { __mode = '\(mode)' }) })"
        )
        #expect(failure?.message == "a weak table (its metatable has __mode) cannot be written as JSON; copy it first")
    }

    @Test func `depth is limited both ways`() async throws {
        let bench = try Bench()
        let deep = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        let decoded = await bench.failure("return host.decode(('['):rep(500) .. (']'):rep(500))")
        #expect(decoded?.message == "the JSON is nested deeper than 200 levels")
        #expect(deep.count == 1000)
        let encoded = await bench.failure("local t = {} t[1] = t return host.encode(t)")
        #expect(encoded?.message == "the value is nested deeper than 200 levels, or holds itself")
    }
}
