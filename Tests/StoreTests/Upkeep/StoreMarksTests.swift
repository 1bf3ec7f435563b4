import Store
import Testing
import TicketModel

struct StoreMarksTests {
    @Test(arguments: StoreDriver.available)
    func `a turn is taken once in a while, by one of many, and by a clock that was set back`(
        driver: StoreDriver
    ) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            func takes(at time: Timestamp) async throws -> Bool {
                try await database.write { try StoreMarks.take(.upkeep, every: .hours(1), now: time, in: $0) }
            }
            var taken: [Bool] = []
            for minutes: Int64 in [0, 0, 59, 60, 61, 30, 89, 90] {
                taken.append(try await takes(at: storeTime + .minutes(minutes)))
            }
            // The one at 30 is before the last: that clock was wrong, or this one is.
            #expect(taken == [true, false, false, true, false, true, false, true])
            let at = try await database.read { try StoreMarks.time(.upkeep, in: $0) }
            #expect(at == storeTime + .minutes(90))
            let never = try await database.read { try StoreMarks.time(.restored, in: $0) }
            #expect(never == nil)
        }
    }
}
