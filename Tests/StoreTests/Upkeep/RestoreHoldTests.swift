import Store
import Testing
import TicketModel

struct RestoreHoldTests {
    private static let backupAt = storeTime + .minutes(10)
    private static let now = storeTime + .hours(3)

    private func restore(_ database: any SQLDatabase) async throws -> RestoreHold.Tally {
        try await database.write {
            try RestoreHold.apply(backupAt: Self.backupAt, by: "ana", now: Self.now, in: $0)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `what was open is unknown, what is settled stays, and everything is paused`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let run = try await database.addRun("acted", ending: .ended("acted"))
            try await database.addEffect("pending", run: run, on: "1")
            try await database.addEffect("sending", run: run, on: "2", moves: [.send])
            try await database.addEffect("unknown", run: run, on: "3", moves: [.send, .lose])
            try await database.addEffect("delivered", run: run, on: "4", moves: [.send, .deliver])
            try await database.addEffect("refused", run: run, on: "5", moves: [.refuse])
            let tally = try await restore(database)
            #expect(tally.effects == 3 && tally.runs == 0)
            let pending = try #require(try await database.effect("pending"))
            #expect(pending.state == .unknown)
            // It can have left from the backup on, and nobody can send it after the restore.
            #expect(pending.sentAt == Self.backupAt)
            #expect(pending.lostAt == Self.now)
            let sending = try #require(try await database.effect("sending"))
            #expect(sending.state == .unknown && sending.sentAt == storeTime)
            for (key, state) in [("unknown", EffectState.unknown), ("delivered", .delivered), ("refused", .refused)] {
                let effect = try await database.effect(key)
                #expect(effect?.state == state, "\(key)")
            }
            let pauses = try await database.read { try PauseTable.all(in: $0) }
            #expect(pauses.map(\.scope) == [.restored])
            #expect(pauses.first?.reason == "restored from a backup of 2026-03-02T09:10:00Z")
        }
    }

    @Test(arguments: StoreDriver.available)
    func `while it is held, what is unknown is due for reading back, and nothing else`(driver: StoreDriver) async throws
    {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let run = try await database.addRun("acted", ending: .ended("acted"))
            try await database.addEffect("open", run: run, on: "1")
            try await database.addRun("waits", on: "2")
            _ = try await restore(database)
            try await database.addEffect("later", run: run, on: "9")
            let due = try await database.read {
                try EffectTable.due(connection: "portal", now: Self.now, limit: 10, in: $0)
            }
            #expect(due.map(\.key) == ["open"])
            let runs = try await database.write { try RunTable.candidates(now: Self.now, limit: 10, in: $0) }
            #expect(runs.isEmpty)
            let resumed = try await database.write { try PauseTable.remove(.all, in: $0) }
            #expect(resumed)
            let pauses = try await database.read { try PauseTable.all(in: $0) }
            #expect(pauses.isEmpty)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a slot between the backup and the restore is in doubt, no other one`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let times = [Self.backupAt - .seconds(1), Self.backupAt + .minutes(5), Self.now + .seconds(1)]
            try await database.write { transaction in
                for time in times {
                    try transaction.execute(
                        """
                        INSERT INTO slot (schedule, generation, mode, planned_at, due_at, state, backfilled)
                        VALUES (1, 1, 'live', $1, $1, 'planned', 0)
                        """,
                        [.value(time)]
                    )
                }
            }
            func doubts() async throws -> [Timestamp?] {
                try await database.read { reader in
                    try (1...3).map { try RestoreHold.doubt(ofSlot: $0, in: reader) }
                }
            }
            var told = try await doubts()
            #expect(told == [nil, nil, nil])
            _ = try await restore(database)
            told = try await doubts()
            #expect(told == [nil, Self.backupAt, nil])
        }
    }

    @Test(arguments: StoreDriver.available)
    func `an effect that was held is read back once it is let go`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let run = try await database.addRun("acted", ending: .ended("acted"))
            try await database.addEffect("first", run: run)
            try await database.addEffect("second", run: run, position: 1)
            let first = try #require(try await database.effect("first"))
            try await database.write {
                _ = try EffectTable.move(first.id, fence: first.fence, EffectStep(.refuse, at: storeTime), in: $0)
            }
            var second = try await database.effect("second")
            #expect(second?.state == .held)
            _ = try await restore(database)
            let refused = try #require(try await database.effect("first"))
            try await database.write {
                _ = try EffectTable.move(refused.id, fence: refused.fence, EffectStep(.redrive, at: Self.now), in: $0)
            }
            second = try await database.effect("second")
            #expect(second?.state == .unknown)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `runs that were not over are in doubt, cursors and threads are forgotten, numbers leap`(
        driver: StoreDriver
    ) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            try await database.addTicket("1")
            try await database.write { try CursorRows.save(SyncCursor(), of: "portal", in: $0) }
            let done = try await database.addRun("done", ending: .ended("nothing"))
            let waits = try await database.addRun("waits")
            let tally = try await restore(database)
            #expect(tally.runs == 1)
            let doubts = [try await database.run(done)?.doubtfulSince, try await database.run(waits)?.doubtfulSince]
            #expect(doubts == [nil, Self.backupAt])
            let cursor = try await database.read { try CursorRows.find("portal", in: $0) }
            #expect(cursor == nil)
            let row = try await database.read { try TicketRows.find(.portal("1"), in: $0) }
            #expect(row?.threadRead == false)
            let messages = try await database.count("message")
            #expect(messages == 0)
            let next = try await database.addRun("next")
            #expect(next > 1_000_000_000)
            let rest = try await database.read { try RestoreHold.remainder(connections: ["portal"], in: $0) }
            #expect(rest?.since == Self.now && rest?.unread == ["portal"] && rest?.unknown == 0)
        }
    }
}
