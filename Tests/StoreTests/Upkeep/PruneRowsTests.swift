import Foundation
import SQLiteDriver
import Store
import Testing
import TicketModel

struct PruneRowsTests {
    @Test(arguments: StoreDriver.available)
    func `of a run that goes the counters and the keys stay, and a key still stops a second answer`(
        driver: StoreDriver
    ) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let acted = try await database.addRun("acted", ending: .ended("acted"))
            try await database.addEffect("key", run: acted, moves: [.send, .deliver])
            let nothing = try await database.addRun("nothing", on: "2", ending: .ended("nothing"))
            let again = try await database.addRun("again", on: "3", ending: .ended("nothing"))
            let waits = try await database.addRun("waits", on: "4", ending: .ended("acted"))
            try await database.addEffect("open", run: waits, on: "4")
            let unfinished = try await database.addRun("unfinished", on: "5")
            let removed = try await database.write {
                try PruneRows.remove(runs: [acted, nothing, again, waits, unfinished], in: $0)
            }
            #expect(removed == [.acted: 1, .nothing: 2])
            let left: [Int64] = try await database.read { reader in
                try reader.query("SELECT id FROM run ORDER BY id").map { try $0["id"] }
            }
            #expect(left == [waits, unfinished])
            let effect = try #require(try await database.effect("key"))
            #expect(effect.state == .delivered && effect.action == .null && effect.why == nil)
            try await database.addEffect("key", run: unfinished)
            let keys = try await database.count("effect WHERE key = 'key'")
            #expect(keys == 1)
            let counters = try await database.read { reader in
                try reader.query("SELECT verdict, count FROM run_counter ORDER BY verdict").map {
                    "\(try $0["verdict"] as String) \(try $0["count"] as Int)"
                }
            }
            #expect(counters == ["acted 1", "nothing 2"])
            let check = try await StoreCheck(of: database)
            #expect(check.isWhole, "\(check.findings)")
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a change that an unfinished run or an open effect needs stays`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            for id in ["1", "2", "3"] { try await database.addTicket(id) }
            try await database.addRun("done", on: "1", change: 1, ending: .ended("acted"))
            try await database.addRun("waits", on: "2", change: 2)
            let run = try await database.addRun("asks", on: "3", ending: .ended("acted"))
            try await database.addEffect("cause", run: run, on: "3", moves: [.send, .lose])
            try await database.write { _ = try $0.execute("UPDATE change SET cause = 'cause' WHERE id = 3") }
            let passed = PassedOver(change: 1, automation: "a", handler: "h", version: "1", mode: "live", why: "no")
            try await database.write { try ConsiderationTable.insert([passed], at: storeTime, in: $0) }
            let removed = try await database.write { try PruneRows.remove(changes: [1, 2, 3], in: $0) }
            #expect(removed == 1)
            let left = try await database.count("change WHERE id IN (2, 3)")
            let considerations = try await database.count("passed_over")
            #expect(left == 2 && considerations == 0)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `notes of who let a change pass go by the change's age`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            try await database.addTicket("old", updatedAt: storeTime - .days(9))
            try await database.addTicket("new", updatedAt: storeTime)
            let passed = [Int64(1), 2].map {
                PassedOver(change: $0, automation: "a", handler: "h", version: "1", mode: "live", why: "no")
            }
            try await database.write { try ConsiderationTable.insert(passed, at: storeTime, in: $0) }
            var removed: [Int] = []
            for _ in 1...2 {
                removed.append(
                    try await database.write {
                        try PruneRows.removeConsiderations(before: storeTime - .days(7), limit: 10, in: $0)
                    }
                )
            }
            #expect(removed == [1, 0])
            let counted = try await database.read {
                try ConsiderationTable.passedOverCount(automation: "a", handler: "h", in: $0)
            }
            #expect(counted == 2)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `messages go only from tickets that nobody works on`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let old = storeTime - .days(400)
            try await database.addTicket("solved", status: .solved, updatedAt: old)
            try await database.addTicket("open", status: .open, updatedAt: old)
            try await database.addTicket("fresh", status: .closed)
            try await database.addTicket("busy", status: .closed, updatedAt: old)
            try await database.addRun("waits", on: "busy")
            let cutoff = storeTime - .days(365)
            let threads = try await database.read { try PruneRows.threads(before: cutoff, limit: 10, in: $0) }
            #expect(Set(threads.map(\.id)) == ["solved", "busy"])
            let (tickets, messages) = try await database.write {
                try PruneRows.remove(threads: threads, before: cutoff, in: $0)
            }
            #expect(tickets == 1 && messages == 2)
            let row = try await database.read { try TicketRows.find(.portal("solved"), in: $0) }
            #expect(row?.threadRead == false)
            let left = try await database.count("message")
            #expect(left == 6)
        }
    }

    @Test
    func `a file gives back what is free in it, a little at a time`() async throws {
        try await TemporaryFile.with { path in
            let database = try await SQLiteDatabase.open(path: path).migrated()
            for number in 0..<200 { try await database.addTicket("\(number)", status: .closed) }
            try await database.write { transaction in
                for table in ["message", "ticket", "ticket_term", "change"] {
                    try transaction.execute(SQL(unchecked: "DELETE FROM \(table)"))
                }
            }
            let before = try await database.read { try StoreSize.disk($0) }
            #expect(before.free > 100_000)
            let first = try await database.write { try PruneRows.giveBack(pages: 10, in: $0) }
            #expect(first == 10 * 8_192)
            var given = first
            while true {
                let more = try await database.write { try PruneRows.giveBack(pages: 50, in: $0) }
                guard more > 0 else { break }
                given += more
            }
            let after = try await database.read { try StoreSize.disk($0) }
            #expect(after.free == 0 && given == before.free)
            await database.close()
        }
    }

    @Test(arguments: StoreDriver.available)
    func `the size tells each class with its age`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            try await database.addTicket("1")
            let run = try await database.addRun("acted", ending: .ended("acted"))
            try await database.addEffect("one", run: run, moves: [.send, .deliver])
            try await database.addRun("failed", on: "2", ending: .ended("failed", .giveUp))
            try await database.addRun("nothing", on: "3", ending: .ended("nothing"), createdAt: storeTime - .days(2))
            try await database.addRun("open", on: "4")
            let size = try await database.read { try StoreSize(in: $0) }
            let rows = size.parts.mapValues(\.rows)
            #expect(rows[.tickets] == 1 && rows[.messages] == 2 && rows[.changes] == 1 && rows[.keys] == 0)
            #expect(rows[.acted] == 1 && rows[.failed] == 1 && rows[.nothing] == 1 && rows[.open] == 1)
            #expect(size.parts[.nothing]?.oldest == storeTime - .days(2))
            #expect((size.parts[.acted]?.bytes ?? 0) > 100)
            #expect(size.used > 50_000)
        }
    }
}
