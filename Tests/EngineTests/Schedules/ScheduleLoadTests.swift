import Foundation
import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

/// Ten thousand schedules; how fast is measured only where `USHER_SPEED` asks for it.
struct ScheduleLoadTests {
    private static let isAsked = ProcessInfo.processInfo.environment["USHER_SPEED"] != nil
    private static let count = isAsked ? 10_000 : 1000

    /// All due at one moment, or spread over a minute by their jitter.
    private func load(
        _ database: any SQLDatabase,
        every span: TimeSpan,
        from start: Timestamp,
        jitter: TimeSpan? = nil
    ) -> ScheduleLoad {
        let schedules = (0..<Self.count).map { number in
            var schedule = ScheduleDeclaration.named("s\(number)")
            (schedule.timing, schedule.notBefore, schedule.jitter) = (.every(span), start, jitter)
            return schedule
        }
        let parts = EngineParts(
            database: database,
            mirror: MemoryMirror(),
            desk: TicketDesk(connectors: [], now: ScheduleLoad.now),
            owner: "one",
            now: ScheduleLoad.now
        )
        let set = AutomationSet([HostedAutomation(MemoryAutomation(schedules: schedules), mode: .live)])
        return ScheduleLoad(service: ScheduleService(set, parts: parts), database: database)
    }

    private func runs(_ database: any SQLDatabase) async throws -> Int {
        try await database.read { try $0.value("SELECT COUNT(*) AS count FROM run") }
    }

    @Test(arguments: TestDatabase.available)
    func `a burst of slots becomes runs, each once`(database: TestDatabase) async throws {
        try await database.with { database in
            let load = load(database, every: .hours(1), from: testTime + .seconds(8))
            _ = try await load.service.advance(to: testTime)
            let report = try await load.service.advance(to: testTime + .seconds(8))
            #expect(report.started == Self.count)
            let runs = try await runs(database)
            #expect(runs == Self.count)
        }
    }

    @Test(.enabled(if: isAsked), arguments: TestDatabase.available)
    func `a burst of slots becomes runs within three seconds`(database: TestDatabase) async throws {
        try await database.with { database in
            let begun = ScheduleLoad.now()
            let load = load(database, every: .hours(1), from: begun + .seconds(8))
            _ = try await load.service.advance(to: begun)
            let adopted = ScheduleLoad.now() - begun
            let figures = try await load.run(until: begun + .minutes(1), slots: Self.count)
            print("\(database.dialect): adopted in \(adopted), drained in \(figures.percentile(100))")
            let runs = try await runs(database)
            #expect(runs == Self.count)
            #expect(figures.percentile(100) < .seconds(3))
        }
    }

    @Test(.enabled(if: isAsked), arguments: TestDatabase.available)
    func `slots over a minute become runs soon after they are due`(database: TestDatabase) async throws {
        try await database.with { database in
            let start = ScheduleLoad.now() + .seconds(5)
            let load = load(database, every: .hours(1), from: start, jitter: .minutes(1))
            let figures = try await load.run(until: start + .seconds(62))
            #expect(figures.lateness.count == Self.count)
            print(
                "\(database.dialect): p50 \(figures.percentile(50)), p99 \(figures.percentile(99)), most \(figures.percentile(100)) in \(figures.advances) looks"
            )
            #expect(figures.percentile(99) < .milliseconds(250))
        }
    }
}
