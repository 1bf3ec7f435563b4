import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

struct RunWorkerTests {
    private static let bug = PluginFailure(.script, plugin: "auto-reply", message: "attempt to index nil", line: 3)

    @Test func `a run ends together with its effects and its state, under the version that made them`()
        async throws
    {
        try await RunsWorld.with { world in
            let automation = MemoryAutomation([.on(.ticketCreated)]) { handler, _ in
                var outcome = HandlerOutcome.asking(handler.ticket?.id, .reply("Hello"), .addTags(["seen"]))
                outcome.stateWrites = ["count": 1]
                outcome.log = [LogLine(.info, "done")]
                return outcome
            }
            try await world.take([.sample(1)], automation)
            let tally = try await world.worker([automation]).drain()
            #expect(tally.ended == 1)
            let run = try #require(try await world.runs().first)
            #expect(run.state == .done)
            #expect(run.verdict == "acted")
            #expect(run.version == "1.2.0")
            #expect(run.log == [["level": "info", "text": "done"]])
            let effects = try await world.effects()
            #expect(effects.map(\.kind) == [.reply, .tag])
            #expect(effects.map(\.state) == [.pending, .pending])
            #expect(effects.map(\.lane) == [.replies, .changes])
            #expect(effects[0].key == "auto-reply/triggers[1]/change-1/portal/1/reply/0")
            #expect(effects[0].expiresAt == testTime + .hours(1))
            let count = try await world.state("count")
            #expect(count == 1)
        }
    }

    @Test func `a run that fails leaves nothing, waits longer each time, and is quarantined in the end`() async throws {
        try await RunsWorld.with { world in
            let automation = MemoryAutomation([.on(.ticketCreated)]) { _, _ throws(PluginFailure) in throw Self.bug }
            let backoff = RunBackoff(attempts: 3, first: .seconds(8), longest: .minutes(1))
            try await world.take([.sample(1)], automation)
            let worker = world.worker([automation], backoff: backoff)
            var waits: [TimeSpan] = []
            for attempt in 1...3 {
                let tally = try await worker.drain()
                #expect(tally.attempts == 1)
                let run = try #require(try await world.runs().first)
                #expect(run.attempts == attempt)
                #expect(run.state == (attempt < 3 ? .retrying : .quarantined))
                waits.append(run.dueAt - world.time.now)
                world.time.pass(.minutes(2))
            }
            #expect((TimeSpan.seconds(4)...(.seconds(8))).contains(waits[0]))
            #expect((TimeSpan.seconds(16)...(.seconds(32))).contains(waits[1]))
            let run = try #require(try await world.runs().first)
            #expect(run.error?["line"] == 3)
            let effects = try await world.effects()
            #expect(effects.isEmpty)
            let rest = try await worker.drain()
            #expect(rest.attempts == 0)
        }
    }

    @Test func `a run that kills whoever works on it is quarantined by those who come after`() async throws {
        try await RunsWorld.with { world in
            let automation = MemoryAutomation([.on(.ticketCreated)])
            try await world.take([.sample(1)], automation)
            for attempt in 1...3 {
                let now = world.time.now
                let claimed = try await world.database.write { transaction in
                    let ids = try RunTable.candidates(now: now, limit: 1, in: transaction).map(\.id)
                    let lease = LeaseTerm(owner: "victim \(attempt)", until: now + .seconds(20))
                    return try RunTable.claim(ids, lease, now: now, in: transaction)
                }
                #expect(claimed.count == 1)
                world.time.pass(.seconds(30))
            }
            let tally = try await world.worker([automation], backoff: RunBackoff(attempts: 3)).drain()
            #expect(tally.quarantined == 1)
            let run = try #require(try await world.runs().first)
            #expect(run.state == .quarantined)
            #expect(run.why?.hasPrefix("every attempt ended without a word") == true)
        }
    }

    @Test func `where a ticket cannot be read its run is handed back and waits for no lease`() async throws {
        try await RunsWorld.with { world in
            let automation = MemoryAutomation([.on(.ticketCreated)]) { handler, _ in
                .asking(handler.ticket?.id, .note("seen"))
            }
            try await world.take([.sample(1)], automation)
            // The claim is the first call; reading the ticket, the second, fails.
            let faulty = FaultyDatabase(world.database, every: 2, .before)
            await #expect(throws: FaultyDatabase.Fault.self) {
                try await world.worker([automation], database: faulty).drain()
            }
            let run = try #require(try await world.runs().first)
            #expect(run.state == .available && run.attempts == 0)
            let tally = try await world.worker([automation]).drain()
            #expect(tally.ended == 1)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a look that fails ends nothing that is under way, and is made again`() async throws {
        try await RunsWorld.with { world in
            let (opened, gate) = AsyncStream.makeStream(of: Void.self)
            let automation = MemoryAutomation([.on(.ticketCreated)]) { handler, _ in
                if handler.ticket?.id == .portal(1) { for await _ in opened { break } }
                return .asking(handler.ticket?.id, .note("seen"))
            }
            try await world.take([.sample(1)], automation)
            // The first run is claimed and its ticket read; the next look fails.
            let worker = world.worker([automation], database: FaultyDatabase(world.database, every: 3, .before))
            let alarm = Alarm()
            let draining = Task { try await worker.drain(hearing: alarm) }
            while try await world.runs().first?.state != .running { await Task.yield() }
            try await world.take([.sample(2)], automation)
            while try await world.runs().last?.state != .done {
                alarm.ring()
                await Task.yield()
            }
            #expect(try await world.runs().first?.state == .running)
            gate.finish()
            // What its last look finds, that which every third call fails, is of no matter here.
            _ = try? await draining.value
            #expect(try await world.runs().map(\.state) == [.done, .done])
        }
    }

    @Test func `a worker that wakes up after its run was taken over writes nothing`() async throws {
        try await RunsWorld.with { world in
            let barrier = Barrier(2)
            let slow = MemoryAutomation([.on(.ticketCreated)]) { handler, _ in
                await barrier.arrive()
                await barrier.arrive()
                return .asking(handler.ticket?.id, .reply("late"))
            }
            let quick = MemoryAutomation([.on(.ticketCreated)]) { handler, _ in
                .asking(handler.ticket?.id, .reply("in time"))
            }
            try await world.take([.sample(1)], slow)
            async let late = world.worker([slow], owner: "late").drain()
            await barrier.arrive()
            world.time.pass(.seconds(21))
            let taken = try await world.worker([quick], owner: "taker").drain()
            #expect(taken.ended == 1)
            await barrier.arrive()
            let tally = try await late
            #expect(tally.lost == 1)
            let effects = try await world.effects()
            #expect(effects.map { EffectDocument.action($0.action) } == [.reply("in time")])
        }
    }

    @Test func `shadow writes effects down that nothing ever sends, under keys and a state of its own`() async throws {
        try await RunsWorld.with { world in
            let automation = MemoryAutomation([.on(.ticketCreated)]) { handler, world in
                var outcome = HandlerOutcome.asking(handler.ticket?.id, .reply("Hello"))
                outcome.stateWrites = ["mode": .string(world.mode.rawValue)]
                return outcome
            }
            try await world.take([.sample(1)], automation, mode: .shadow)
            try await world.take([.sample(1)], automation, mode: .live)
            _ = try await world.worker([automation], mode: .shadow).drain()
            let effects = try await world.effects()
            #expect(effects.map(\.state) == [.recorded])
            #expect(effects.first?.key.contains("shadow-change-1") == true)
            let states = [try await world.state("mode", mode: .shadow), try await world.state("mode")]
            #expect(states == ["shadow", nil])
            // What was to run live does not, now that the automation is in shadow.
            let runs = try await world.runs()
            #expect(runs.map(\.verdict) == ["acted", "passed_over"])
        }
    }

    @Test func `later is a run of its own, in time and with its payload`() async throws {
        try await RunsWorld.with { world in
            let calls = Log<JSONValue>()
            var automation = MemoryAutomation([.on(.ticketCreated)]) { handler, _ in
                switch handler {
                case .later(_, let payload):
                    calls.add(payload)
                    return .asking(.portal(1), .note("again"))
                default:
                    return .asking(handler.ticket?.id, .later(after: .days(2), handler: "again", payload: ["n": 1]))
                }
            }
            automation.manifest.later = ["again"]
            try await world.take([.sample(1)], automation)
            let worker = world.worker([automation])
            _ = try await worker.drain()
            #expect(calls.entries.isEmpty)
            world.time.pass(.days(2))
            _ = try await worker.drain()
            #expect(calls.entries == [["n": 1]])
            let runs = try await world.runs()
            #expect(runs.map(\.handler) == ["triggers[1]", "later.again"])
            let effects = try await world.effects()
            #expect(effects.map(\.kind) == [.note])
        }
    }

    @Test func `once lets one of several runs act, and says in the others why not`() async throws {
        try await RunsWorld.with { world in
            var trigger = TriggerDeclaration.on(.ticketUpdated)
            trigger.once = .perTicket
            let automation = MemoryAutomation([trigger]) { handler, _ in .asking(handler.ticket?.id, .note("x")) }
            let ticket = Ticket.sample(1)
            try await world.take((1...3).map { .sample($0, .ticketUpdated, on: ticket) }, automation)
            _ = try await world.worker([automation]).drain()
            let runs = try await world.runs()
            #expect(runs.map(\.verdict) == ["acted", "passed_over", "passed_over"])
            #expect(runs[1].why == "once = \"ticket\": it acted at \(testTime)")
            let effects = try await world.effects()
            #expect(effects.count == 1)
        }
    }

    @Test func `a handler sees the mirror, and what its effects are held against is what it saw`() async throws {
        try await RunsWorld.with { world in
            let messages = [Message.sample(.requester, minutesAgo: 3)]
            world.mirror.put(.sample(1) { $0.statusRaw = .value("active") }, messages: messages, readAt: testTime)
            let automation = MemoryAutomation([.on(.ticketCreated)]) { _, world in
                let seen = try? await world.tickets.messages(of: .sample(1) { $0.statusRaw = .value("active") })
                return seen == messages ? .asking(.portal(1), .setStatus(.normalised(.closed))) : HandlerOutcome()
            }
            try await world.take([.sample(1)], automation)
            _ = try await world.worker([automation], [MemoryConnector([.sample(1)])]).drain()
            let effect = try #require(try await world.effects().first)
            let seen = SeenTicket(effect.seen, createdAt: effect.createdAt)
            #expect(seen == SeenTicket(value: "active", lastMessage: "requester-3", readAt: testTime))
        }
    }

    @Test func `no more runs of an automation are under way than may be`() async throws {
        try await RunsWorld.with { world in
            let most = Log<Int>()
            let underway = Log<Int>()
            let automation = MemoryAutomation([.on(.ticketCreated)]) { _, _ in
                underway.add(1)
                most.add(underway.entries.reduce(0, +))
                await Task.yield()
                underway.add(-1)
                return HandlerOutcome()
            }
            try await world.take((1...30).map { .sample($0) }, automation)
            let tally = try await world.worker([automation], limits: RunLimits(perAutomation: 4)).drain()
            #expect(tally.ended == 30)
            #expect((most.entries.max() ?? 0) <= 4)
        }
    }
}
