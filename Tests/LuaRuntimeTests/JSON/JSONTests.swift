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

    static let scalars: [(text: String, value: LuaValue)] = [
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)), ("-0", .integer(0)),
        ("9007199254740993", .integer(9_007_199_254_740_993)),
        ("9223372036854775808", .number(9_223_372_036_854_775_808)),
        ("123456789012345678901", .number(123_456_789_012_345_683_968)),
        ("0.1", .number(0.1)), ("-12.5", .number(-12.5)), ("1E+2", .number(100)),
        ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)), ("5e-324", .number(.leastNonzeroMagnitude)),
        ("123456789012345.6", .number(123_456_789_012_345.6)), ("0.000000000000001", .number(1e-15)),
        ("12345678901234567.0", .number(12_345_678_901_234_568)), (#" "\u0000" "#, .text("\0")),
        (#""\ud83d\ude00\u00fc\u20ac\u007f\/\b\f""#, .text("😀ü€\u{7f}/\u{8}\u{c}")),
    ]

    @Test(arguments: scalars.indices)
    func `a scalar is read exactly`(index: Int) async throws {
        let (text, value) = Self.scalars[index]
        #expect(try await Bench().run("return host.decode((select(2, ...)))", [.text(text)]) == [value])
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
        ("{ 'a', '\\xff' }", "a text that is no UTF-8 cannot be written as JSON"),
        ("{ ['\\xc0\\x80'] = 1 }", "a text that is no UTF-8 cannot be written as JSON"),
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

    @Test func `a table may be nested as deep as a text`() async throws {
        let failure = await (try Bench()).failure("local t = {} t[1] = t return host.encode(t)")
        #expect(failure?.message == "the value is nested deeper than 200 levels, or holds itself")
    }

    @Test func `what stands in for a table is written in its place`() async throws {
        let results = try await Bench().run(
            """
            local mark = { __json = function(t) return { n = t.n + 1 } end }
            local itself = setmetatable({}, { __json = function(t) return t end })
            local failing = setmetatable({}, { __json = function() error("no", 0) end })
            return host.encode { setmetatable({ n = 1 }, mark), 2 }, select(2, pcall(host.encode, failing)),
              select(2, pcall(host.encode, itself))
            """
        )
        #expect(
            results == [#"[{"n":2},2]"#, "no", "the value is nested deeper than 200 levels, or holds itself"]
        )
    }
}
