import Testing

@testable import LuaRuntime

struct ValueTests {
    static let values: [LuaValue] = [
        .nil, .null, .boolean(true), .boolean(false), .integer(0), .integer(.max), .integer(.min), .number(0.5),
        .number(1e300), .text(""), .text("späti 票 🎫"), .string(LuaBytes([0, 255, 10, 0])),
        .list([]), .list([1, 2, 3]), .fields(["a": 1, "b": .list([.text("x"), .null])]),
        .table(LuaTable(list: [1], fields: ["k": true], sparse: [426: "license", -1: "minus"])),
    ]

    @Test(arguments: values)
    func `a value comes back as it went`(value: LuaValue) async throws {
        let bench = try Bench()
        #expect(try await bench.run("return select(2, ...)", [value]) == [value])
        #expect(try await bench.run("return host.echo(select(2, ...))", [value]) == [value])
        #expect(try await bench.run("return host.wait(select(2, ...))", [value]) == [value])
        #expect(await bench.engine.stackDepth == 0)
    }

    @Test func `an integer and a float of the same value stay apart`() async throws {
        let results = try await Bench().run("return 1, 1.0, math.maxinteger, 2^53")
        #expect(results == [.integer(1), .number(1), .integer(.max), .number(9007199254740992)])
    }

    @Test func `what cannot cross is named by its type`() async throws {
        let bench = try Bench()
        #expect(try await bench.run("return print, coroutine.create(print)") == [.function, .opaque("thread")])
        let failure = await bench.failure("host.echo({ [true] = 1 })")
        #expect(failure?.message == "a table's keys must be strings or integers here, not a boolean")
        #expect(failure?.line == 1)
    }

    @Test func `a table that holds itself ends with a sentence`() async throws {
        let failure = try await Bench().failure("local t = {} t.t = t host.echo(t)")
        #expect(failure?.message == "a table is nested deeper than 100 levels, or holds itself")
    }

    static let shared = "local t = { 'x' } for i = 1, 40 do t = { t, t } end "
    static let long = "local s = ('x'):rep(1 << 20) local t = {} for i = 1, 100 do t[i] = s end "
    static let keys = "local k = ('x'):rep(1 << 20) local t = {} for i = 1, 100 do t[i] = { [k] = 1 } end "

    @Test(arguments: [
        (shared, "1000000 values"), (long, "64 MB of text"), (keys, "64 MB of text"),
    ])
    func `a copy that would be far larger than its table ends with a sentence`(table: String, most: String) async throws
    {
        let bench = try Bench()
        let message =
            "what is handed to the host holds more than \(most), a shared table counted each time it is reached; "
            + "hand over less at a time"
        let handed = await bench.failure(table + "host.echo(t)")
        #expect(handed?.message == message)
        #expect(handed?.line == 1)
        let answered = await bench.failure(table + "return t")
        #expect(answered?.message == message)
        #expect(answered?.kind == .misuse)
        #expect(await bench.failure(table + "error(t)")?.message == "an error that is no text (value)")
        #expect(await bench.engine.stackDepth == 0)
    }

    @Test func `a table whose length lies crosses as what it holds`() async throws {
        let results = try await Bench().run("local t = {} for bit = 62, 0, -1 do t[1 << bit] = 1 end return t")
        let table = try #require(results.first?.table)
        #expect(table.list == [1, 1])
        #expect(table.sparse.count == 61)
    }

    @Test func `a hole ends the list and what follows is kept by its number`() async throws {
        let results = try await Bench().run("local t = {1, 2} t[4] = 4 return t")
        #expect(results == [.table(LuaTable(list: [1, 2], sparse: [4: 4]))])
    }
}
