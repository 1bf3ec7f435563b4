import Store
import Testing
import TicketModel

struct AlertTableTests {
    @Test(arguments: StoreDriver.available)
    func `an incident is new once, until it was over`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let paused = Incident(key: "paused:all", kind: .paused, text: "Everything is paused.")
            let size = Incident(key: "size", kind: .size, text: "Too large.")
            func update(_ incidents: [Incident], of kinds: Set<Incident.Kind>) async throws -> [String] {
                try await database.write {
                    try AlertTable.update(incidents, of: kinds, now: storeTime, in: $0).map(\.key)
                }
            }
            var new = try await update([paused, size], of: [.paused, .size])
            #expect(new == ["paused:all", "size"])
            new = try await update([paused], of: [.paused])
            #expect(new.isEmpty)
            // What was not looked at stays open.
            var open = try await database.read { try AlertTable.list(limit: 9, in: $0).map(\.incident) }
            #expect(open == [size, paused])
            new = try await update([], of: [.paused])
            open = try await database.read { try AlertTable.list(limit: 9, in: $0).map(\.incident) }
            #expect(open == [size])
            new = try await update([paused], of: [.paused])
            #expect(new == ["paused:all"])
            let all = try await database.read { try AlertTable.list(all: true, limit: 9, in: $0) }
            #expect(all.map { $0.resolvedAt == nil } == [true, true, false])
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a message is taken by one sender, and by another one where the first is not heard of`(
        driver: StoreDriver
    ) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            func take(at time: Timestamp) async throws -> [AlertNotice] {
                try await database.write {
                    try AlertTable.take(now: time, until: time + .minutes(2), limit: 9, in: $0)
                }
            }
            try await database.write { try AlertTable.add("Look", to: ["duty", "mail"], now: storeTime, in: $0) }
            let first = try await take(at: storeTime)
            #expect(first.map(\.notifier) == ["duty", "mail"])
            let second = try await take(at: storeTime + .minutes(1))
            #expect(second.isEmpty)
            try await database.write { try AlertTable.end(first[0].id, now: storeTime, in: $0) }
            let third = try await take(at: storeTime + .minutes(2))
            #expect(third.map(\.notifier) == ["mail"] && third.first?.attempts == 2)
            try await database.write { try AlertTable.prune(before: storeTime + .days(1), in: $0) }
            let left = try await database.count("alert_notice")
            #expect(left == 1)
        }
    }
}
