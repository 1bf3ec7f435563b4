import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

/// From a slot to the handler: once, or once for each ticket that matches.
struct SlotRunTests {
    private static let open = ScheduleDeclaration.Each.filter(filter)
    private static let filter: TicketFilter = {
        var filter = TicketFilter()
        filter.statuses = [.normalised(.open)]
        return filter
    }()

    private func pass(_ world: ScheduleWorld, _ automation: MemoryAutomation, _ mode: RunMode = .live) -> EnginePass {
        let set = AutomationSet([HostedAutomation(automation, mode: mode)])
        return EnginePass(
            worker: RunWorker(set, parts: world.parts),
            relay: nil,
            schedules: ScheduleService(set, parts: world.parts)
        )
    }

    private func noting(_ each: ScheduleDeclaration.Each?) -> MemoryAutomation {
        MemoryAutomation(schedules: [.tenMinutes { $0.each = each }]) { handler, _ in
            HandlerOutcome(effects: [
                Effect(ticket: handler.ticket?.id, action: .notify(notifier: "duty", text: "It waits"))
            ])
        }
    }

    @Test func `a slot of a schedule with each gives every matching ticket a run of its own`() async throws {
        try await TestDatabase.sqlite.with { database in
            let world = ScheduleWorld(database: database)
            for id in 1...3 { world.mirror.put(.sample(id)) }
            world.mirror.put(.sample(4, status: .closed))
            let automation = noting(Self.open)
            _ = try await pass(world, automation).run()
            world.time.pass(.minutes(10))
            let report = try await pass(world, automation).run()
            #expect(report.schedules.started == 1 && report.runs.ended == 4)
            let runs = try await world.runs()
            #expect(runs.map(\.verdict) == ["spread", "acted", "acted", "acted"])
            #expect(runs[0].why == "3 tickets match")
            #expect(Set(runs.compactMap(\.ticket)) == [.portal(1), .portal(2), .portal(3)])
            #expect(runs.allSatisfy { $0.slot == runs[0].slot && $0.lane == .sweeps })
            // What two tickets ask for elsewhere has two keys.
            let effects = try await database.read { try EffectTable.list(limit: 10, in: $0) }
            #expect(Set(effects.map(\.key)).count == 3)
            let again = try await pass(world, automation).run()
            #expect(again.runs.attempts == 0)
        }
    }

    @Test func `a handler is told which slot it runs for`() async throws {
        try await TestDatabase.sqlite.with { database in
            let world = ScheduleWorld(database: database)
            world.mirror.put(.sample(1))
            let told = Log<Timestamp?>()
            let automation = MemoryAutomation(schedules: [.tenMinutes { $0.each = Self.open }]) { _, world in
                told.add(world.slot)
                return HandlerOutcome()
            }
            _ = try await pass(world, automation).run()
            world.time.pass(.minutes(13))
            _ = try await pass(world, automation).run()
            #expect(told.entries == [testTime + .minutes(10)])
        }
    }

    @Test func `a ticket that no longer matches when its turn comes is let pass, with the reason`() async throws {
        try await TestDatabase.sqlite.with { database in
            let world = ScheduleWorld(database: database)
            for id in 1...2 { world.mirror.put(.sample(id)) }
            // Whoever is first closes all the others.
            let automation = MemoryAutomation(schedules: [.tenMinutes { $0.each = .computed }]) { _, _ in
                for id in 1...2 { world.mirror.put(.sample(id, status: .closed)) }
                return HandlerOutcome()
            }
            var computed = automation
            computed.computed = { Self.filter }
            _ = try await pass(world, computed).run()
            world.time.pass(.minutes(10))
            let set = AutomationSet([HostedAutomation(computed, mode: .live)])
            _ = try await ScheduleService(set, parts: world.parts).advance(to: world.time.now)
            _ = try await RunWorker(set, parts: world.parts, limits: RunLimits(total: 1)).drain()
            let verdicts = try await world.runs().map { [$0.verdict, $0.why] }
            #expect(
                verdicts == [
                    ["spread", "2 tickets match"], ["nothing", nil],
                    [
                        "passed_over",
                        "the ticket matched when the slot began, and no longer: status is closed, not open",
                    ],
                ]
            )
        }
    }

    @Test func `a filter that cannot be computed is tried again, and nothing runs for any ticket`() async throws {
        try await TestDatabase.sqlite.with { database in
            let world = ScheduleWorld(database: database)
            world.mirror.put(.sample(1))
            var automation = noting(.computed)
            automation.computed = { () throws(PluginFailure) in
                throw PluginFailure(.script, plugin: "auto-reply", message: "attempt to index nil")
            }
            _ = try await pass(world, automation).run()
            world.time.pass(.minutes(10))
            _ = try await pass(world, automation).run()
            let runs = try await world.runs()
            #expect(runs.map(\.state) == [.retrying])
            // Until it is over the next slot is skipped.
            world.time.pass(.minutes(10))
            let report = try await pass(world, automation).run()
            #expect(report.schedules.skipped == 1)
        }
    }

    @Test func `without each the handler runs once, and in shadow its effects are recorded`() async throws {
        try await TestDatabase.sqlite.with { database in
            let world = ScheduleWorld(database: database)
            let automation = noting(nil)
            _ = try await pass(world, automation, .shadow).run()
            world.time.pass(.minutes(10))
            let report = try await pass(world, automation, .shadow).run()
            #expect(report.runs.ended == 1)
            let effects = try await database.read { try EffectTable.list(limit: 10, in: $0) }
            #expect(effects.map(\.state) == [.recorded])
            #expect(
                effects.map(\.key)
                    == ["auto-reply/schedules.sweep/shadow-slot-\(testTime + .minutes(10))/-/-/notify/0"]
            )
        }
    }
}
