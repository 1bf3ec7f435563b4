import Testing

@testable import LuaRuntime

/// Lists and objects that make their values when a script reads them.
struct LazyJSONTests {
    private static let text = #"""
        {"id":7,"list":[10,[20],"x",null,{"a":1}],"none":null,"k\u0065y":"v\n","sub":{"b":[]},"":1}
        """#

    private static func run(_ body: String) async throws -> [LuaValue] {
        try await Bench().run("local doc = host.lazy(select(2, ...)) " + body, [.text(text)])
    }

    @Test(arguments: [
        ("doc.id", "7"), ("doc.list[1]", "10"), ("doc.list[2][1]", "20"), ("doc.list[3]", "'x'"),
        ("doc.list[4]", "null"), ("doc.list[5].a", "1"), ("doc.none", "null"), ("doc.key", "'v\\n'"), ("doc['']", "1"),
        ("doc.nothing", "nil"),
        ("doc[1]", "nil"), ("doc.list.a", "nil"), ("doc.list[0]", "nil"), ("doc.list[6]", "nil"),
        ("doc.list[2.0][1]", "20"), ("doc.list[1.5]", "nil"), ("doc[nil]", "nil"), ("#doc.list", "5"), ("#doc", "0"),
        ("#doc.sub.b", "0"), ("tostring(doc)", "'JSON object'"), ("tostring(doc.list)", "'JSON list'"),
        ("type(doc)", "'userdata'"), ("doc.list == doc.list", "true"), ("doc.list == doc.sub", "false"),
        ("doc == 1", "false"), ("host.lazy('5')", "5"), ("host.lazy('null')", "null"), ("host.copy(5)", "5"),
        ("getmetatable(doc)", "false"),
    ])
    func `a value reads as`(expression: String, value: String) async throws {
        let body = "local null = host.decode 'null' return \(expression), \(value)"
        let results = try await Self.run(body)
        #expect(results.first == results.last)
    }

    @Test func `a list is read in any order`() async throws {
        let results = try await Bench().run(
            """
            local numbers = {}
            for i = 1, 500 do numbers[i] = i end
            local list = host.lazy(host.encode(numbers))
            for i = 500, 1, -7 do assert(list[i] == i) end
            for i = 1, 500, 3 do assert(list[i] == i and list[i] == i and list[501 - i] == 501 - i) end
            local sum = 0
            for i, element in ipairs(list) do sum = sum + i + element end
            for i, element in pairs(list) do sum = sum - i - element end
            return sum
            """
        )
        #expect(results == [0])
    }

    @Test func `pairs goes through the keys in the order of the text`() async throws {
        let results = try await Self.run(
            """
            local keys = {}
            for key, value in pairs(doc) do
              assert(value == doc[key])
              keys[#keys + 1] = key
            end
            return table.concat(keys, " ")
            """
        )
        #expect(results == ["id list none key sub "])
    }

    @Test func `a copy, a text and what the host is handed hold it all`() async throws {
        let results = try await Self.run(
            """
            local copy = host.copy(doc)
            copy.list[1] = 11
            assert(host.encode(doc) == host.encode(host.decode(select(2, ...))))
            assert(host.encode { doc.list, x = nil } == '[' .. host.encode(doc.list) .. ']')
            return doc.sub, host.echo(doc.list)[5].a, doc.list[1], copy.list[1]
            """
        )
        #expect(results == [.fields(["b": .list([])]), 1, 10, 11])
    }

    @Test(arguments: [
        ("doc.id = 1", "JSON that is read lazily cannot be changed; change a copy, as usher.json.copy makes one"),
        ("setmetatable(doc, nil)", "bad argument #1 to 'setmetatable' (table expected, got JSON)"),
        ("return doc .. ''", "attempt to concatenate a JSON value (local 'doc')"),
    ])
    func `what it cannot do is an error`(body: String, told: String) async throws {
        let failure = await #expect(throws: LuaFailure.self) { try await Self.run(body) }
        #expect(failure?.message == told)
    }

    @Test func `of a key that stands twice the first is read lazily, the last in a table`() async throws {
        let results = try await Bench().run(
            #"local text = '{"a":1,"a":2}' return host.lazy(text).a, host.decode(text).a, host.copy(host.lazy(text)).a"#
        )
        #expect(results == [1, 2, 2])
    }

    @Test(arguments: ["kept.a", "#kept", "pairs(kept)", "kept.b[1]", "host.copy(kept)", "host.encode(kept)", "step()"])
    func `it dies with its call and says so`(expression: String) async throws {
        let bench = try Bench()
        try await bench.run(
            #"kept = host.lazy('{"a":1,"b":[1]}') step = pairs(kept) assert(kept.a == 1 and host.wait(1) == 1 and kept.a == 1)"#
        )
        let failure = await bench.failure("return \(expression)")
        #expect(failure?.message == "this JSON was read in a call that has ended; read it again")
        #expect(try await bench.run("return tostring(kept), kept") == ["JSON object", .opaque("userdata")])
    }

    @Test func `a million rows leave nothing behind, and what a document holds is the script's`() async throws {
        let bench = try Bench()
        let results = try await bench.run(
            """
            local rows = {}
            for i = 1, 1000 do rows[i] = { id = i, subject = "Subject " .. i, tags = { "a" } } end
            local text = host.encode(rows)
            local before, kept = collectgarbage "count", {}
            for i = 1, 50 do kept[i] = host.lazy(text) end
            local held = (collectgarbage "count" - before) / 50
            kept = kept[1]
            local sum, most = 0, 0
            for _ = 1, 1000 do
              for _, row in ipairs(host.lazy(text)) do sum = sum + row.id + #row.subject * 0 + #row.tags - 1 end
              most = math.max(most, collectgarbage "count")
            end
            return sum, held > 90 and held < 200, most < 16000, kept[1000].id
            """,
            limits: LuaLimits(cpu: .seconds(120), deadline: .seconds(300))
        )
        #expect(results == [.integer(500_500_000), true, true, 1000])
        await bench.engine.close()
        #expect(await bench.engine.bytesLeftAtClose == 0)
    }
}
