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

    @Test func `a hole ends the list and what follows is kept by its number`() async throws {
        let results = try await Bench().run("local t = {1, 2} t[4] = 4 return t")
        #expect(results == [.table(LuaTable(list: [1, 2], sparse: [4: 4]))])
    }
}
