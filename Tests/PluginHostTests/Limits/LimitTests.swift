import LuaRuntime
import Testing
import TicketModel

@testable import PluginHost

/// What a handler uses too much of ends its call, and only that.
struct LimitTests {
    private static let before = "local count = 0 local hoard = {}"

    private func workshop(_ run: String, _ limits: PluginLimits) async throws -> Workshop {
        let text = MadeUpPlugin.automation(
            "count = count + 1 if ticket.id == \"desk/2\" then return print(count, #hoard) end \(run)",
            needs: ["tag"],
            before: Self.before
        )
        return try await Workshop(text, limits: limits)
    }

    /// The next call, which gets a state whose variables are as the file left them.
    private func next(_ workshop: Workshop) async throws -> [String] {
        try await workshop.created(Workshop.ticket("2")).log.map(\.text)
    }

    @Test(arguments: [
        "while true do end", "pcall(function() while true do end end) ticket:tag \"x\"",
        "for _ in function() return 1 end do end", "while true do pcall(error) end",
        "local co = coroutine.wrap(function() while true do end end) co()",
    ])
    func `a handler without end is ended`(_ run: String) async throws {
        let limits = PluginLimits(cpu: .milliseconds(400), deadline: .seconds(60), states: 1)
        let workshop = try await workshop("print \"begun\" ticket:tag \"x\" " + run, limits)
        let failure = try #require(await workshop.failure())
        #expect(failure.kind == .limits)
        #expect(failure.message.hasPrefix("used more than its 0.4 seconds of CPU time ("))
        #expect(failure.file == "automations/acme.lua" && failure.line == 8)
        #expect(failure.handler == "triggers[1].run")
        #expect(failure.log.map(\.text) == ["begun"])
        #expect(try await next(workshop) == ["1\t0"])
    }

    @Test func `a handler that is ended inside the host's own Lua is told by its file`() async throws {
        let limits = PluginLimits(cpu: .milliseconds(400), deadline: .seconds(60), states: 1)
        let failure = try #require(await workshop("while true do print() end", limits).failure())
        #expect(failure.kind == .limits)
        #expect(failure.file == "automations/acme.lua")
        #expect(failure.line == nil || failure.line == 8)
    }

    @Test(arguments: [
        "while true do hoard[#hoard + 1] = (\"x\"):rep(10000) .. #hoard end",
        "local s = \"x\" while true do s = s .. s end",
        "local t = {} for i = 1, 1e8 do t[i] = {} end",
    ])
    func `a handler that fills its memory is ended`(_ run: String) async throws {
        let limits = PluginLimits(
            memory: 6 << 20,
            cpu: .seconds(20),
            deadline: .seconds(60),
            states: 1
        )
        let workshop = try await workshop(run, limits)
        let failure = try #require(await workshop.failure())
        #expect(failure.kind == .limits)
        #expect(failure.message.hasPrefix("not enough memory"))
        #expect(failure.file == "automations/acme.lua" && failure.line == 8)
        #expect(try await next(workshop) == ["1\t0"])
    }

    @Test func `a handler that waits past its deadline is ended`() async throws {
        let limits = PluginLimits(cpu: .seconds(5), deadline: .seconds(2), states: 1)
        var workshop = try await workshop("ticket:messages()", limits)
        workshop.tickets = MadeUpTickets(threads: [:], answers: false)
        let failure = try #require(await workshop.failure())
        #expect(failure.kind == .limits)
        #expect(failure.message.hasPrefix("ran past its deadline of 2.0 seconds; do less"))
        #expect(try await next(workshop) == ["1\t0"])
    }

    @Test func `a handler whose task is cancelled says so`() async throws {
        let workshop = try await Workshop(MadeUpPlugin.automation("ticket:messages()"), limits: PluginLimits(states: 1))
        var waiting = workshop
        let began = AsyncStream.makeStream(of: Void.self)
        waiting.tickets = MadeUpTickets(threads: [:], answers: false, onMessages: { began.continuation.yield() })
        let run = Task { [waiting] in await waiting.failure() }
        for await _ in began.stream { break }
        run.cancel()
        #expect(await run.value?.kind == .cancelled)
        #expect(try await workshop.created().effects == [])
    }

    @Test(arguments: [
        (32 << 20, PluginFailure.Kind.limits, "not enough memory", "1\t0"),
        (256 << 20, .script, "stack overflow", "2\t0"),
    ])
    func `recursion without end is ended`(_ memory: Int, _ kind: PluginFailure.Kind, _ told: String, _ after: String)
        async throws
    {
        let workshop = try await workshop(
            "local function f() return 1 + f() end f()",
            PluginLimits(memory: memory, cpu: .seconds(60), deadline: .seconds(120), states: 1)
        )
        let failure = try #require(await workshop.failure())
        #expect(failure.kind == kind)
        #expect(failure.message.hasPrefix(told))
        #expect(failure.line == 8)
        #expect(try await next(workshop) == [after])
    }

    @Test func `other states go on while one runs without end`() async throws {
        let limits = PluginLimits(cpu: .milliseconds(400), deadline: .seconds(60), states: 2)
        let workshop = try await workshop("while true do end", limits)
        let stuck = Task { await workshop.failure() }
        let other = try await Workshop(MadeUpPlugin.automation("print \"fine\""))
        for _ in 0..<20 { #expect(try await other.created().log.map(\.text) == ["fine"]) }
        #expect(await stuck.value?.kind == .limits)
    }

    @Test func `more calls than states wait for their turn`() async throws {
        let workshop = try await Workshop(
            MadeUpPlugin.automation("ticket:messages() print \"done\""),
            limits: PluginLimits(states: 2)
        )
        let done = try await withThrowingTaskGroup(of: [String].self) { group in
            for number in 0..<40 {
                group.addTask { try await workshop.created(Workshop.ticket("\(number)")).log.map(\.text) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(done == Array(repeating: "done", count: 40))
    }
}
