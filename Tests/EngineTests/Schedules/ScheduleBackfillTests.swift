import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

struct ScheduleBackfillTests {
    private func with(_ body: (ScheduleWorld, ScheduleService, HostedSchedule) async throws -> Void) async throws {
        try await TestDatabase.sqlite.with { database in
            let world = ScheduleWorld(database: database)
            let set = world.set([.tenMinutes()])
            try await body(world, ScheduleService(set, parts: world.parts), set.schedules[0])
        }
    }

    @Test func `what has not run is run once, what has run is not run again, what is to come is left alone`()
        async throws
    {
        try await with { world, service, schedule in
            try await world.advance(service)
            try await world.advance(service, .minutes(10))
            try await world.end(try #require(try await world.runs().first))
            // Two hours of nobody.
            try await world.advance(service, .hours(2))
            let backfill = ScheduleBackfill(service)
            let (start, end) = (testTime - .minutes(20), world.time.now)
            let first = try await backfill.fill(schedule, from: start, to: end, mode: .live)
            #expect(first.count == 14)
            #expect(first.filter { $0.result == .hadRun }.map(\.slot) == [10, 130].map { testTime + .minutes($0) })
            #expect(first.count { $0.result == .started } == 12)
            let runs = try await world.runs()
            #expect(runs.count == 14)
            #expect(Set(runs.map(\.key)).count == 14)
            let second = try await backfill.fill(schedule, from: start, to: end, mode: .live)
            #expect(second.allSatisfy { $0.result == .hadRun })
            #expect(try await world.runs().count == 14)
            let reasons = Set(try await world.slots().filter(\.isBackfilled).compactMap(\.why))
            #expect(reasons.contains("an operator asked for it afterwards; it was missed before"))
        }
    }

    @Test func `a backfill does not make the schedule busy, and shadow's slots are its own`() async throws {
        try await with { world, service, schedule in
            try await world.advance(service)
            let backfill = ScheduleBackfill(service)
            let slots = try await backfill.fill(schedule, from: testTime - .hours(1), to: testTime, mode: .shadow)
            #expect(slots.count == 1, "the schedule begins at not_before")
            let run = try #require(try await world.runs().first)
            #expect(run.mode == "shadow" && run.cause == .schedule)
            let report = try await world.advance(service, .minutes(10))
            #expect(report.started == 1)
        }
    }

    @Test func `what cannot be asked for is told`() async throws {
        try await TestDatabase.sqlite.with { database in
            let world = ScheduleWorld(database: database)
            let set = world.set([.tenMinutes { $0.timing = .every(.seconds(1)) }], mode: .shadow)
            let backfill = ScheduleBackfill(ScheduleService(set, parts: world.parts))
            func told(_ start: Timestamp, _ end: Timestamp, _ mode: RunMode = .shadow) async -> String {
                do {
                    _ = try await backfill.fill(set.schedules[0], from: start, to: end, mode: mode)
                    return "nothing"
                } catch {
                    return "\(error)"
                }
            }
            world.time.pass(.days(1))
            let now = world.time.now
            #expect(await told(now, testTime) == "--to lies before --from; write the earlier time first.")
            #expect(
                await told(now, now + .seconds(1))
                    == "--to lies in the future; it is \(now) now, and later slots run by themselves."
            )
            #expect(
                await told(testTime, now)
                    == "There are more than 10000 slots between --from and --to; ask for less at a time."
            )
            #expect(
                await told(now, now, .live)
                    == "auto-reply is shadow, not live; nothing is run live for it. Write mode: live in usher.yaml, or --mode shadow."
            )
            let runs = try await world.runs()
            #expect(runs.isEmpty)
        }
    }

    @Test func `a schedule is found by its whole name, or by a part that leaves no choice`() throws {
        let set = AutomationSet([
            HostedAutomation(MemoryAutomation(schedules: [.named("sweep"), .named("report")]), mode: .live)
        ])
        let schedules = set.schedules
        #expect(try schedules.schedule(named: "auto-reply/report").key == "auto-reply/report")
        #expect(try schedules.schedule(named: "sweep").key == "auto-reply/sweep")
        let several = #expect(throws: ScheduleError.self) { try schedules.schedule(named: "auto-reply") }
        #expect(
            several?.description == "\"auto-reply\" may be auto-reply/sweep and auto-reply/report; name one of them."
        )
        let unknown = #expect(throws: ScheduleError.self) { try schedules.schedule(named: "auto-reply/swep") }
        #expect(unknown?.description == "There is no schedule \"auto-reply/swep\"; did you mean \"auto-reply/sweep\"?")
    }
}
