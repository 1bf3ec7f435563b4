import PluginHost
import Store
import TicketModel

@testable import Engine

/// A store, a clock, and one automation with schedules.
struct ScheduleWorld: Sendable {
    let database: any SQLDatabase
    let time = TestTime()
    let mirror = MemoryMirror()

    var parts: EngineParts { parts(owner: "one") }

    func parts(owner: String) -> EngineParts {
        let time = time
        return EngineParts(
            database: database,
            mirror: mirror,
            desk: TicketDesk(connectors: [MemoryConnector()], now: { time.now }),
            owner: owner,
            now: { time.now }
        )
    }

    func set(_ schedules: [ScheduleDeclaration], mode: RunMode = .live, each: TicketFilter? = nil) -> AutomationSet {
        AutomationSet([HostedAutomation(MemoryAutomation(schedules: schedules), mode: mode)])
    }

    /// A service as a process that begins now has it.
    func service(_ schedules: [ScheduleDeclaration], mode: RunMode = .live) -> ScheduleService {
        ScheduleService(set(schedules, mode: mode), parts: parts)
    }

    func slots() async throws -> [SlotRecord] {
        try await database.read { reader in
            try ScheduleTable.active(in: reader).flatMap {
                try SlotTable.history(of: $0.id, limit: 1000, in: reader).reversed()
            }
        }
    }

    /// The slots as minutes since the test began, and their states.
    func told() async throws -> [String] {
        try await slots().map { "\(($0.plannedAt - testTime).microseconds / 60_000_000) \($0.state)" }
    }

    func runs() async throws -> [RunRecord] {
        try await database.read { try RunTable.list(limit: 1000, in: $0).reversed() }
    }

    /// Ends a run as a worker does.
    func end(_ run: RunRecord, _ move: RunMove = .finish, verdict: String = "acted") async throws {
        let now = time.now
        let lease = LeaseTerm(owner: "one", until: now + .seconds(20))
        try await database.write { transaction in
            let claimed = try RunTable.claim([run.id], lease, now: now, in: transaction)
            for run in claimed {
                let ending = RunEnding(move, at: now, version: run.version, verdict: verdict, why: "it broke")
                _ = try RunTable.end(run.id, fence: run.fence, ending, in: transaction)
            }
        }
    }

    /// Lets time pass and decides about what fell due.
    @discardableResult
    func advance(_ service: ScheduleService, _ span: TimeSpan = .zero) async throws -> ScheduleReport {
        time.pass(span)
        return try await service.advance(to: time.now)
    }
}

extension ScheduleDeclaration {
    /// Every ten minutes from the test's time on.
    static func tenMinutes(
        _ name: String = "sweep",
        overlap: Overlap = .skip,
        _ change: (inout ScheduleDeclaration) -> Void = { _ in }
    ) -> ScheduleDeclaration {
        var schedule = ScheduleDeclaration.named(name)
        schedule.timing = .every(.minutes(10))
        schedule.notBefore = testTime
        schedule.overlap = overlap
        change(&schedule)
        return schedule
    }
}
