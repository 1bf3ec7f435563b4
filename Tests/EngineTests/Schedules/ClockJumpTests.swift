import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

/// A clock that jumps neither repeats a slot nor loses one.
struct ClockJumpTests {
    /// A service that lives through the jump, or a process that begins after it.
    @Test(arguments: [true, false], TestDatabase.available)
    func `a clock that was far ahead leaves nothing behind`(lives: Bool, database: TestDatabase) async throws {
        try await database.with { database in
            let world = ScheduleWorld(database: database)
            let schedules = [ScheduleDeclaration.tenMinutes()]
            let service = world.service(schedules)
            func current() -> ScheduleService { lives ? service : world.service(schedules) }
            try await world.advance(service)
            try await world.advance(service, .minutes(10))
            // Thirty years ahead for a moment, and back.
            let ahead = TimeSpan.days(30 * 365)
            let jumped = try await world.advance(service, ahead)
            #expect(jumped.started + jumped.missed + jumped.skipped > 0)
            for run in try await world.runs() { try await world.end(run) }
            world.time.pass(TimeSpan(microseconds: -ahead.microseconds))
            let back = try await world.advance(current())
            #expect(back.nextDue == testTime + .minutes(20))
            for _ in 0..<3 {
                let report = try await world.advance(current(), .minutes(10))
                #expect(report.started == 1)
                for run in try await world.runs() where run.state.isUnfinished { try await world.end(run) }
            }
            let started = try await world.slots().filter { $0.state == .started && $0.plannedAt < testTime + .days(1) }
            #expect(started.map(\.plannedAt) == (1...4).map { testTime + .minutes($0 * 10) })
        }
    }

    @Test func `a clock put back by an hour does not run the hour again`() async throws {
        try await TestDatabase.sqlite.with { database in
            let world = ScheduleWorld(database: database)
            let service = world.service([.tenMinutes()])
            try await world.advance(service)
            for _ in 0..<6 {
                try await world.advance(service, .minutes(10))
                for run in try await world.runs() where run.state.isUnfinished { try await world.end(run) }
            }
            let back = try await world.advance(service, .minutes(-59))
            #expect(back.started == 0)
            for _ in 0..<12 {
                try await world.advance(service, .minutes(10))
                for run in try await world.runs() where run.state.isUnfinished { try await world.end(run) }
            }
            let started = try await world.slots().filter { $0.state == .started }.map(\.plannedAt)
            #expect(started == (1...12).map { testTime + .minutes($0 * 10) })
        }
    }
}
