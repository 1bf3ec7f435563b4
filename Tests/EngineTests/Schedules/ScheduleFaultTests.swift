import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

/// Whatever call of the store fails, before it or after its commit: each slot has one row and one run.
struct ScheduleFaultTests {
    @Test(arguments: FaultyDatabase.Moment.allCases)
    func `every n-th call of the store fails, until none does`(moment: FaultyDatabase.Moment) async throws {
        // Beginning anew takes four calls: with fewer in a row no process would ever come so far.
        var every = 5
        while try await hour(every: every, moment) { every += 1 }
        #expect(every > 8)
    }

    /// Lets an hour pass, ten minutes at a time, and begins a new process after each failure.
    ///
    /// - Returns: whether there was a failure.
    private func hour(every: Int, _ moment: FaultyDatabase.Moment) async throws -> Bool {
        let names = (0..<3).map { "s\($0)" }
        var failed = false
        try await TestDatabase.sqlite.with { database in
            let faulty = FaultyDatabase(database, every: every, moment)
            let world = ScheduleWorld(database: faulty)
            let schedules = names.map { ScheduleDeclaration.tenMinutes($0, overlap: .allow) }
            var service = world.service(schedules)
            for step in 0...6 {
                if step > 0 { world.time.pass(.minutes(10)) }
                for _ in 0..<10 {
                    do {
                        _ = try await world.advance(service)
                        break
                    } catch is FaultyDatabase.Fault {
                        failed = true
                        service = world.service(schedules)
                    }
                }
            }
            let watcher = ScheduleWorld(database: database)
            let slots = try await watcher.slots()
            #expect(slots.count { $0.state == .started } == 6 * names.count, "every \(every)")
            #expect(slots.count { $0.state == .planned } == names.count, "every \(every)")
            let runs = try await watcher.runs()
            #expect(runs.count == 6 * names.count, "every \(every)")
            #expect(Set(runs.compactMap(\.slot)).count == runs.count, "every \(every)")
        }
        return failed
    }
}
