import LuaRuntime
import Testing

@testable import PluginHost

/// Whose turn it is when several calls want one plugin's states.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct EnginePoolTests {
    /// More calls than are begun at a time.
    private static let many = LuaLane.shared.places + 3

    @Test(arguments: [
        "while not host.isOver() do end",
        // It cannot be paused.
        "table.concat(setmetatable({}, { __index = function() while not host.isOver() do end return 'x' end }), '', 1, 1)",
    ])
    func `a short call begins while others compute`(script: String) async throws {
        let site = Site(
            "return { compute = function() host.begin() \(script) end, short = function() host.finish() return 1 end }"
        )
        let pool = site.pool(size: Self.many + 1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<Self.many { group.addTask { _ = try await pool.call(site.invocation("compute")) } }
            await site.begun(LuaLane.shared.places)
            // They end because it was called.
            #expect(try await pool.call(site.invocation("short")) == [1])
            try await group.waitForAll()
        }
    }

    @Test func `calls that wait hold up none that could begin`() async throws {
        let site = Site("return { wait = function() host.wait() return 1 end }")
        let pool = site.pool(size: Self.many)
        try await withThrowingTaskGroup(of: [LuaValue].self) { group in
            for _ in 0..<Self.many { group.addTask { try await pool.call(site.invocation("wait")) } }
            await site.door.waiting(Self.many)
            site.door.open()
            for try await answer in group { #expect(answer == [1]) }
        }
        #expect(site.made == Self.many)
    }

    @Test func `a state that is long in the making holds up nobody who can have another`() async throws {
        let site = Site("return { wait = function() host.wait() end, short = function() return 1 end }", holdsAfter: 1)
        let pool = site.pool(size: Self.many + 1)
        let first = Task { try await pool.call(site.invocation("wait")) }
        await site.door.waiting(1)
        let others = (0..<Self.many).map { _ in Task { try await pool.call(site.invocation("short")) } }
        await site.workshop.waiting(LuaLane.shared.places)
        site.door.open()
        _ = try await first.value
        for other in others { #expect(try await other.value == [1]) }
        site.workshop.open()
    }

    @Test func `a call that is cancelled while it waits for a state costs none`() async throws {
        let site = Site("local n = 0 return { wait = function() host.wait() n = n + 1 return n end }")
        let pool = site.pool(size: 1)
        let first = Task { try await pool.call(site.invocation("wait")) }
        await site.door.waiting(1)
        let second = Task { try await pool.call(site.invocation("wait")) }
        while pool.waitingCalls == 0 { await Task.yield() }
        second.cancel()
        let failure = await #expect(throws: LuaFailure.self) { try await second.value }
        #expect(failure?.kind == .cancelled)
        #expect(pool.waitingCalls == 0)
        site.door.open()
        #expect(try await first.value == [1])
        #expect(try await pool.call(site.invocation("wait")) == [2])
        #expect(site.made == 1)
    }

    @Test(arguments: ["host.begin() while true do end", "host.begin() host.sleep()"])
    func `a call that is cancelled takes its state along`(script: String) async throws {
        let site = Site("return { run = function() \(script) end, short = function() return 1 end }")
        let pool = site.pool(size: 1)
        let call = Task { try await pool.call(site.invocation("run")) }
        await site.begun(1)
        call.cancel()
        let failure = await #expect(throws: LuaFailure.self) { try await call.value }
        #expect(failure?.kind == .cancelled)
        #expect(try await pool.call(site.invocation("short")) == [1])
        #expect(site.made == 2)
    }

    @Test func `calls that follow each other share one state`() async throws {
        let site = Site("local n = 0 return { count = function() n = n + 1 return n end }")
        let pool = site.pool(size: 8)
        for number in 1...200 {
            #expect(try await pool.call(site.invocation("count")) == [.integer(Int64(number))])
        }
        #expect(site.made == 1)
    }

    @Test func `where no state can be made, each caller is told`() async throws {
        let site = Site("return { short = function() return 1 end }", failures: 2)
        let pool = site.pool(size: 1)
        for _ in 0..<2 {
            let failure = await #expect(throws: LuaFailure.self) { try await pool.call(site.invocation("short")) }
            #expect(failure?.message == "no room")
        }
        #expect(try await pool.call(site.invocation("short")) == [1])
    }

    @Test func `a call that comes after the pool was closed gets a state of its own`() async throws {
        let site = Site("return { short = function() return 1 end }")
        let pool = site.pool(size: 1)
        for _ in 0..<3 {
            #expect(try await pool.call(site.invocation("short")) == [1])
            await pool.close()
        }
        #expect(site.made == 3)
        #expect(await pool.memoryHeld == 0)
    }
}

/// Lua states that are made of one text, whose script finds the test in `host`.
private final class Site: Sendable {
    let door = Door()
    /// Where states wait until they are made.
    let workshop = Door()
    private let holdsAfter: Int
    private let text: String
    private let isOver = LuaLock(false)
    private let calls = LuaLock(0)
    private let counts: LuaLock<(made: Int, failures: Int)>

    init(_ text: String, failures: Int = 0, holdsAfter: Int = .max) {
        self.holdsAfter = holdsAfter
        self.text = "local host = ... " + text
        counts = LuaLock((0, failures))
    }

    var made: Int { counts.withLock { $0.made } }

    /// Until so many calls have begun.
    func begun(_ count: Int) async {
        while calls.withLock({ $0 < count }) { await Task.yield() }
    }

    func pool(size: Int) -> EnginePool {
        EnginePool(size: size) { [self] () async throws(LuaFailure) -> LuaEngine in try await engine() }
    }

    func invocation(_ function: String) -> LuaInvocation {
        let limits = LuaLimits(cpu: .seconds(20), deadline: .seconds(100), steps: .max, hostCalls: .max)
        return LuaInvocation([.name(function)], limits: limits)
    }

    private func engine() async throws(LuaFailure) -> LuaEngine {
        let fails = counts.withLock { counts in
            if counts.failures > 0 {
                counts.failures -= 1
                return true
            }
            counts.made += 1
            return false
        }
        guard !fails else { throw LuaFailure(.memory, "no room") }
        if made > holdsAfter { await workshop.pass() }
        let functions: [HostFunction] = [
            .immediate("isOver") { [self] _ in [.boolean(isOver.withLock(\.self))] },
            .immediate("finish") { [self] _ in
                isOver.withLock { $0 = true }
                return []
            },
            .immediate("begin") { [self] _ in
                calls.withLock { $0 += 1 }
                return []
            },
            .waiting("wait") { [self] _ in
                await door.pass()
                return []
            },
            .waiting("sleep") { _ in
                try await Task.sleep(for: .seconds(3600))
                return []
            },
        ]
        let engine = try LuaEngine(name: "pool", memory: 8 << 20, functions: functions)
        var host = LuaTable()
        for (number, function) in functions.enumerated() { host[function.name] = .hostFunction(number) }
        try await engine.run(LuaSource(name: "@pool.lua", text: text), [.table(host)])
        return engine
    }
}

/// Holds whoever comes until it is opened.
private final class Door: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = LuaLock(State())

    func pass() async {
        await withCheckedContinuation { continuation in
            let passes = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if passes { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Until so many stand before it.
    func waiting(_ count: Int) async {
        while state.withLock({ $0.waiting.count < count }) { await Task.yield() }
    }
}
