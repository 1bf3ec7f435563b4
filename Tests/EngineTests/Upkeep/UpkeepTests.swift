import Store
import Testing
import TicketModel

@testable import Engine

struct UpkeepTests {
    private static func fill(_ database: any SQLDatabase, runs: Int, ended time: Timestamp) async throws {
        try await database.write { transaction in
            for number in 0..<runs {
                let new = NewRun(
                    key: "\(time.microseconds)-\(number)",
                    automation: "auto-reply",
                    version: "1",
                    handler: "triggers[1]",
                    mode: "live",
                    cause: .change,
                    dueAt: time,
                    createdAt: time
                )
                try RunTable.insert([new], in: transaction)
            }
            let available = try transaction.query("SELECT id FROM run WHERE state = 'available'")
            let ids: [Int64] = try available.map { try $0["id"] }
            for run in try RunTable.claim(ids, LeaseTerm(owner: "one", until: time), now: time, in: transaction) {
                let ending = RunEnding(.finish, at: time, version: "1", verdict: "nothing")
                _ = try RunTable.end(run.id, fence: run.fence, ending, in: transaction)
            }
        }
    }

    private static func runs(_ database: any SQLDatabase) async throws -> Int {
        try await database.read { try $0.value("SELECT count(*) FROM run") }
    }

    @Test(arguments: TestDatabase.available)
    func `it is done once an hour, whoever asks`(kind: TestDatabase) async throws {
        try await kind.with { database in
            let time = TestTime()
            let upkeep = Upkeep(database, .standard, now: { time.now })
            var due: [Bool] = []
            for minutes: Int64 in [0, 0, 59, 1] {
                time.pass(.minutes(minutes))
                due.append(try await upkeep.run() != nil)
            }
            #expect(due == [true, false, false, true])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `old runs go in small batches, are counted, and young ones stay`(kind: TestDatabase) async throws {
        try await kind.with { database in
            try await Self.fill(database, runs: 130, ended: testTime - .days(8))
            try await Self.fill(database, runs: 5, ended: testTime - .days(1))
            let report = try await Upkeep(database, .standard, batch: 20, now: { testTime }).run()
            #expect(report?.removed == [.nothing: 130])
            #expect(report?.isUnfinished == false)
            let left = try await Self.runs(database)
            #expect(left == 5)
            let counted: Int = try await database.read {
                try $0.value("SELECT CAST(SUM(count) AS {integer}) FROM run_counter WHERE verdict = 'nothing'")
            }
            #expect(counted == 130)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `replies that no cap counts any more go, and slots that were decided long ago`(kind: TestDatabase) async throws
    {
        try await kind.with { database in
            try await database.write { transaction in
                for (effect, age) in [(1, TimeSpan.days(400)), (2, .days(300))] as [(Int64, TimeSpan)] {
                    let reply = ReplyTable.Reply(
                        effect: effect,
                        automation: "auto-reply",
                        connection: "portal",
                        ticket: "1",
                        requester: nil
                    )
                    try ReplyTable.note(reply, at: testTime - age, in: transaction)
                    let slot = NewSlot(
                        schedule: 1,
                        generation: 1,
                        mode: "live",
                        plannedAt: testTime - age,
                        dueAt: testTime - age,
                        state: .skipped,
                        decidedAt: testTime - age + .days(250)
                    )
                    _ = try SlotTable.insert(slot, in: transaction)
                }
            }
            _ = try await Upkeep(database, .standard, now: { testTime }).run()
            let left = try await database.read { reader in
                [
                    try reader.value("SELECT effect FROM automatic_reply") as Int,
                    try reader.value("SELECT count(*) FROM slot") as Int,
                ]
            }
            #expect(left == [2, 1])
        }
    }

    @Test(arguments: TestDatabase.available)
    func `what does not fit into its time is left for the next, which comes at once`(kind: TestDatabase) async throws {
        try await kind.with { database in
            try await Self.fill(database, runs: 60, ended: testTime - .days(8))
            // Each look at the clock takes a second.
            let clock = MovingClock()
            let now: @Sendable () -> Timestamp = {
                clock.move(.seconds(1))
                return clock.now()
            }
            let upkeep = Upkeep(database, .standard, patience: .seconds(4), batch: 5, now: now)
            let first = try #require(try await upkeep.run())
            #expect(first.isUnfinished)
            var left = try await Self.runs(database)
            #expect(left > 0)
            for _ in 0..<40 where left > 0 {
                let next = try await upkeep.run()
                #expect(next != nil)
                left = try await Self.runs(database)
            }
            #expect(left == 0)
        }
    }

    @Test func `a clock that is set back in the middle does not keep it going for ever`() async throws {
        try await TestDatabase.sqlite.with { database in
            try await Self.fill(database, runs: 60, ended: testTime - .days(8))
            let clock = MovingClock()
            let now: @Sendable () -> Timestamp = {
                clock.move(.zero - .hours(1))
                return clock.now()
            }
            let report = try await Upkeep(database, .standard, batch: 5, now: now).run()
            #expect(report?.isUnfinished == true)
        }
    }

    @Test(arguments: TestDatabase.available)
    func `beyond its budget the store gives up young runs too, and says what it cannot`(
        kind: TestDatabase
    ) async throws {
        try await kind.with { database in
            try await Self.fill(database, runs: 200, ended: testTime - .days(6))
            let limits = RetentionLimits(ages: [.nothing: .days(7)], size: 1_000)
            let report = try await Upkeep(database, limits, now: { testTime }).run()
            #expect(report?.removed == [.nothing: 200])
            #expect((report?.excess ?? 0) > 0)
        }
    }
}

extension TimeSpan {
    fileprivate static func - (one: TimeSpan, other: TimeSpan) -> TimeSpan {
        TimeSpan(microseconds: one.microseconds - other.microseconds)
    }
}
