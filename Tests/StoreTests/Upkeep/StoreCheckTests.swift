import Foundation
import SQLiteDriver
import Store
import Testing
import TicketModel

struct StoreCheckTests {
    /// A statement that breaks a store, and what the check says of it.
    private static let breaches: [(SQL, String)] = [
        ("DELETE FROM run WHERE key = 'acted'", "one entry of the outbox has no run: 1"),
        ("UPDATE run SET state = 'running', ended_at = NULL WHERE id = 1", "one run is running without a lease: 1"),
        ("UPDATE run SET state = 'dreaming' WHERE id = 1", "one run is in a state that there is not: 1"),
        (
            "UPDATE effect SET state = 'sending' WHERE id = 1",
            "one entry of the outbox is being sent without a lease: 1"
        ),
        ("UPDATE run SET ended_at = NULL WHERE id = 1", "one run is over and has no end, or has one and is not: 1"),
        ("DELETE FROM ticket", "one message has no ticket: portal/1"),
        ("UPDATE ticket SET document = 'nonsense'", "cannot be read: ticket portal/1"),
        ("UPDATE effect SET action = '{'", "cannot be read: effect 1/one"),
        (
            "UPDATE usher_migration SET name = '0002-other' WHERE position = 1",
            "they were made by another program: 0001-mirror, 0002-other, "
                + Schema.migrations.dropFirst(2).map(\.name).joined(separator: ", ")
        ),
        ("DELETE FROM usher_migration", "it has none of Usher's tables"),
    ]

    private static func filled(_ database: any SQLDatabase) async throws -> any SQLDatabase {
        let database = try await database.migrated()
        try await database.addTicket("1")
        let run = try await database.addRun("acted", ending: .ended("acted"))
        try await database.addEffect("one", run: run, moves: [.send, .deliver])
        return database
    }

    @Test(arguments: StoreDriver.available)
    func `a store that is used is whole`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let check = try await StoreCheck(of: try await Self.filled(database))
            #expect(check.isWhole, "\(check.findings)")
            #expect(
                Set(check.findings.map(\.name)).isSuperset(of: ["pages", "tables", "effects", "leases", "documents"])
            )
        }
    }

    @Test(arguments: StoreDriver.available, breaches)
    func `what must not be is found and named`(driver: StoreDriver, breach: (SQL, String)) async throws {
        try await driver.withDatabase { database in
            let database = try await Self.filled(database)
            try await database.write { _ = try $0.execute(breach.0) }
            let problems = try await StoreCheck(of: database).findings.compactMap(\.problem)
            #expect(problems.contains(breach.1), "\(problems)")
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a newer store is told`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let newer = Migration("9999-newer", ["CREATE TABLE newer (id {id}) {table}"])
            try await Migrator(Schema.migrations + [newer]).migrate(database, now: storeTime)
            let problems = try await StoreCheck(of: database).findings.compactMap(\.problem)
            #expect(problems.count == 1)
            #expect(problems.first?.contains("\"9999-newer\"") == true)
        }
    }

    @Test
    func `damaged pages are told, whichever they are`() async throws {
        try await TemporaryFile.with { path in
            let database = try await SQLiteDatabase.open(path: path).migrated()
            for number in 0..<300 { try await database.addTicket("\(number)") }
            await database.close()
            let file = try #require(FileHandle(forUpdatingAtPath: path))
            // The schema stands in front of the rows; without it a file does not even open.
            let pages = Int(try file.seekToEnd()) / 4_096
            for page in pages * 3 / 4..<pages * 3 / 4 + 10 {
                try file.seek(toOffset: UInt64(page * 4_096))
                try file.write(contentsOf: Data(repeating: 0xee, count: 4_096))
            }
            try file.close()
            let damaged = try await SQLiteDatabase.open(path: path)
            let check = try await StoreCheck(of: damaged)
            #expect(!check.isWhole)
            #expect(check.findings.map(\.name) == ["pages"])
            await damaged.close()
        }
    }
}
