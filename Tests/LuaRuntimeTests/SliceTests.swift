import Synchronization
import Testing

@testable import LuaRuntime

struct SliceTests {
    @Test func `a place that is left goes to who has just come, then to who has run`() async throws {
        let lane = LuaLane(places: 1)
        let order = Notes()
        #expect(lane.tryEnter())
        #expect(!lane.tryEnter())
        await withTaskGroup(of: Void.self) { group in
            for name in ["long", "fresh"] {
                let (waiting, started) = AsyncStream.makeStream(of: Void.self)
                group.addTask {
                    started.yield()
                    await lane.enter(isLong: name == "long")
                    order.add(name)
                    lane.leave()
                }
                for await _ in waiting { break }
                while lane.waiting < (name == "long" ? 1 : 2) { await Task.yield() }
            }
            lane.leave()
        }
        #expect(order.all == ["fresh", "long"])
        #expect(lane.tryEnter())
    }

    @Test(arguments: [
        ("while true do end", true),
        ("coroutine.wrap(function() while true do pcall(function() while true do end end) end end)()", true),
        ("table.sort({ 3, 2, 1 }, function() while true do end end)", true),
        // Where Lua cannot yield, they keep their threads.
        ("table.concat(setmetatable({}, { __index = function() while true do end end }), '', 1, 1)", false),
        ("local s = ('ab'):rep(1 << 18) while true do s:find('(.*)%1c') end", false),
    ])
    func `others are served while scripts compute without end`(script: String, pauses: Bool) async throws {
        let limits = LuaLimits(cpu: .milliseconds(500), deadline: .seconds(300), steps: .max)
        let neighbour = try Bench()
        try await neighbour.run("return { sum = function(n) local s = 0 for i = 1, n do s = s + i end return s end }")
        let ended = Notes()
        try await withThrowingTaskGroup(of: LuaFailure?.self) { group in
            for _ in 0..<5 {
                let bench = try Bench()
                group.addTask {
                    defer { ended.add("one") }
                    return await bench.failure(script, limits: limits)
                }
            }
            for _ in 0..<5 { #expect(try await neighbour.engine.call(["sum"], [10_000]) == [50_005_000]) }
            // Served before the five have had their time one after the other.
            if pauses { #expect(ended.all.count < 5) }
            for try await failure in group { #expect(failure?.kind == .outOfTime) }
        }
    }

    @Test func `a computation that is paused goes on where it was`() async throws {
        let text = """
            local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end
            local words = {}
            for i = 1, 20000 do words[i] = ("%d"):format(i * 7919 % 10007) end
            table.sort(words, function(a, b) return a < b end)
            local co = coroutine.wrap(function() return fib(22) end)
            return fib(20) + co(), (table.concat(words, " "):gsub("%d+", function(w) return #w end)):sub(1, 9)
            """
        let limits = LuaLimits(cpu: .seconds(60), deadline: .seconds(600))
        let alone = try await Bench().run(text, limits: limits)
        try await withThrowingTaskGroup(of: [LuaValue].self) { group in
            for _ in 0..<8 {
                let bench = try Bench()
                group.addTask { try await bench.run(text, limits: limits) }
            }
            for try await results in group { #expect(results == alone) }
        }
    }
}

/// What tasks note, in the order in which they do.
private final class Notes: Sendable {
    private let list = Mutex<[String]>([])

    func add(_ note: String) { list.withLock { $0.append(note) } }
    var all: [String] { list.withLock { $0 } }
}
