import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

struct ScheduleServiceTests {
    private func with(_ database: TestDatabase, _ body: (ScheduleWorld) async throws -> Void) async throws {
        try await database.with { try await body(ScheduleWorld(database: $0)) }
    }

    @Test(arguments: TestDatabase.available)
    func `a slot is a row before it is due, and becomes a run when it is`(database: TestDatabase) async throws {
        try await with(database) { world in
            let service = world.service([.tenMinutes()])
            let first = try await world.advance(service)
            #expect(first.started == 0 && first.nextDue == testTime + .minutes(10))
            #expect(try await world.told() == ["10 planned"])
            #expect(try await world.runs().isEmpty)
            let second = try await world.advance(service, .minutes(10))
            #expect(second.started == 1 && second.nextDue == testTime + .minutes(20))
            #expect(try await world.told() == ["10 started", "20 planned"])
            let run = try #require(try await world.runs().first)
            #expect(run.key == "live/auto-reply/schedules.sweep/slot-\(testTime + .minutes(10))")
            #expect(run.cause == .schedule && run.lane == .sweeps && run.ticket == nil && run.mode == "live")
            #expect(run.slot != nil && run.dueAt == testTime + .minutes(10))
            let again = try await world.advance(service)
            #expect(again.started == 0)
            #expect(try await world.runs().count == 1)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `two processes make one run of a slot`(database: TestDatabase) async throws {
        try await with(database) { world in
            let names = (0..<40).map { "s\($0)" }
            let services = [world.service(names.map { .tenMinutes($0) }), world.service(names.map { .tenMinutes($0) })]
            for service in services { try await world.advance(service) }
            for _ in 0..<3 {
                world.time.pass(.minutes(10))
                let now = world.time.now
                let reports = try await withThrowingTaskGroup(of: ScheduleReport.self) { group in
                    for service in services { group.addTask { try await service.advance(to: now) } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                for report in reports { #expect(report.nextDue != nil) }
                for run in try await world.runs() { try await world.end(run) }
            }
            for service in services { try await world.advance(service) }
            #expect(try await world.runs().count == 3 * names.count)
            #expect(try await world.slots().count { $0.state == .started } == 3 * names.count)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a changed schedule voids its old slot in the commit that plans its new one`(database: TestDatabase)
        async throws
    {
        try await with(database) { world in
            try await world.advance(world.service([.tenMinutes(), .tenMinutes("other")]))
            world.time.pass(.minutes(5))
            let changed = ScheduleDeclaration.tenMinutes { $0.timing = .every(.minutes(7)) }
            let report = try await world.advance(world.service([changed, .tenMinutes("other")]))
            #expect(report.nextDue == testTime + .minutes(7))
            let slots = try await world.slots()
            #expect(slots.map(\.state) == [.planned, .planned, .voided])
            #expect(slots.last?.why == "its schedule was changed before it began")
            // Taken up again without the other one: that one's slot is voided, and it never runs.
            let service = world.service([changed])
            try await world.advance(service, .minutes(30))
            #expect(try await world.runs().map(\.handler) == ["schedules.sweep"])
            let rows = try await world.database.read { reader in
                try reader.query("SELECT why FROM slot WHERE state = 'voided' ORDER BY id").map { row in
                    let why: String? = try row["why"]
                    return why
                }
            }
            #expect(rows == ["its schedule was changed before it began", "its schedule was removed before it began"])
            // It comes back, and begins with the next slot.
            let back = try await world.advance(world.service([changed, .tenMinutes("other")]))
            #expect(back.started == 0)
            #expect(back.nextDue == testTime + .minutes(40))
        }
    }

    @Test(arguments: TestDatabase.available)
    func `a change while nobody looked does not lose the slot that was due`(database: TestDatabase) async throws {
        try await with(database) { world in
            try await world.advance(world.service([.tenMinutes()]))
            let report = try await world.advance(world.service([.tenMinutes { $0.grace = .minutes(5) }]), .minutes(12))
            #expect(report.started == 1)
            #expect(try await world.told() == ["10 voided", "10 started", "20 planned"])
            // In another mode it begins anew.
            let live = try await world.advance(world.service([.tenMinutes()], mode: .shadow), .minutes(12))
            #expect(live.started == 0)
            #expect(live.nextDue == testTime + .minutes(30))
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what fell due while nobody ran is decided by catch_up, each with a row`(database: TestDatabase) async throws {
        try await with(database) { world in
            let schedules = [ScheduleDeclaration.tenMinutes()]
            try await world.advance(world.service(schedules))
            let report = try await world.advance(world.service(schedules), .minutes(35))
            #expect(report.started == 1 && report.collapsed == 2 && report.greatestLateness == .minutes(5))
            #expect(try await world.told() == ["10 collapsed", "20 collapsed", "30 started", "40 planned"])
            let run = try #require(try await world.runs().first)
            #expect(run.dueAt == testTime + .minutes(30))
            #expect(try await world.slots()[2].why == "it began 5m late")
        }
    }

    @Test func `a waiting slot begins when the run before it is over`() async throws {
        try await with(.sqlite) { world in
            let service = world.service([.tenMinutes(overlap: .queueOne)])
            try await world.advance(service)
            try await world.advance(service, .minutes(10))
            let waits = try await world.advance(service, .minutes(10))
            #expect(waits.waiting == 1 && waits.nextDue == world.time.now + .seconds(1))
            try await world.advance(service, .minutes(10))
            #expect(try await world.told() == ["10 started", "20 waiting", "30 collapsed", "40 planned"])
            let run = try #require(try await world.runs().first)
            try await world.end(run)
            let begun = try await world.advance(service, .minutes(1))
            #expect(begun.started == 1)
            #expect(try await world.told() == ["10 started", "20 started", "30 collapsed", "40 planned"])
            #expect(try await world.slots()[1].why == "it waited 11m for the run of an earlier slot")
        }
    }

    @Test func `a slot that replaces ends the run before it, and its attempt writes nothing`() async throws {
        try await with(.sqlite) { world in
            let service = world.service([.tenMinutes(overlap: .replace)])
            try await world.advance(service)
            try await world.advance(service, .minutes(10))
            let first = try #require(try await world.runs().first)
            let now = world.time.now
            let claimed = try await world.database.write { transaction in
                try RunTable.claim(
                    [first.id],
                    LeaseTerm(owner: "one", until: now + .hours(1)),
                    now: now,
                    in: transaction
                )
            }
            try await world.advance(service, .minutes(10))
            let runs = try await world.runs()
            #expect(runs.map(\.state) == [.cancelled, .available])
            #expect(runs[0].why == "a later slot took its place before it was over (overlap = \"replace\")")
            let ending = RunEnding(.finish, at: now, version: "1", verdict: "acted")
            let ended = try await world.database.write {
                try RunTable.end(first.id, fence: claimed[0].fence, ending, in: $0)
            }
            #expect(!ended)
        }
    }

    @Test func `a schedule is paused after so many failed slots, with the reason, until it is resumed`() async throws {
        try await with(.sqlite) { world in
            let service = world.service([.tenMinutes { $0.pauseAfter = 2 }])
            try await world.advance(service)
            for _ in 0..<2 {
                try await world.advance(service, .minutes(10))
                let run = try #require(try await world.runs().last)
                try await world.end(run, .giveUp, verdict: "failed")
            }
            let report = try await world.advance(service, .minutes(10))
            #expect(report.paused == 1 && report.skipped == 1)
            let pauses = try await world.database.read { try PauseTable.all(in: $0) }
            #expect(pauses.map(\.scope) == [.schedule("auto-reply/sweep")])
            #expect(pauses.first?.reason == "its last 2 slots failed; the last one: it broke")
            try await world.advance(service, .minutes(10))
            #expect(
                try await world.slots()[3].why
                    == "the schedule is paused since \(testTime + .minutes(30)): its last 2 slots failed; the last one: it broke"
            )
            let now = world.time.now
            try await world.database.write { transaction in
                try ScheduleControl.resume("auto-reply", "sweep", now: now, in: transaction)
            }
            let resumed = try await world.advance(service, .minutes(10))
            #expect(resumed.started == 1)
        }
    }
}
