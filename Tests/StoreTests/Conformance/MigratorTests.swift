import Store
import Testing
import TicketModel

/// Tables that grow with the program, on every driver.
struct MigratorTests {
    private static let first = Migration("0001-item", ["CREATE TABLE item (id {id}, name {text} NOT NULL) {table}"])
    private static let second = Migration(
        "0002-size",
        ["ALTER TABLE item ADD COLUMN size {integer}", "CREATE INDEX item_size ON item (size)"]
    )
    private static let broken = Migration("0003-broken", ["CREATE TABLE part (id {id}) {table}", "CREATE NONSENSE"])
    private static let now = Timestamp(microseconds: 1)

    @Test(arguments: StoreDriver.available)
    func `a fresh database gets every migration, once`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let migrator = Migrator([Self.first, Self.second])
            let fresh = try await migrator.migrate(database, now: Self.now)
            #expect(fresh == ["0001-item", "0002-size"])
            let again = try await migrator.migrate(database, now: Self.now)
            #expect(again.isEmpty)
            let row = try await database.write {
                try $0.one("INSERT INTO item (name, size) VALUES ('a', 1) RETURNING id, size")
            }
            #expect(try row["id"] == 1)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a database catches up with what it lacks`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await Migrator([Self.first]).migrate(database, now: Self.now)
            let applied = try await Migrator([Self.first, Self.second]).migrate(database, now: Self.now)
            #expect(applied == ["0002-size"])
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a newer database is refused, naming both versions`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await Migrator([Self.first, Self.second]).migrate(database, now: Self.now)
            let newer = try await failure { try await Migrator([Self.first]).migrate(database, now: Self.now) }
            #expect(newer.kind == .newerThanProgram)
            #expect(
                newer.message == """
                    The database \(database.location) was last used by a newer program: its tables are at "0002-size", \
                    and this program knows them up to "0001-item"; start the newer program, or restore a backup from \
                    before it
                    """
            )
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a migration that fails leaves nothing, and those before it stay`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let broken = try await failure {
                try await Migrator([Self.first, Self.broken, Self.second]).migrate(database, now: Self.now)
            }
            #expect(broken.kind == .misuse)
            #expect(broken.message.hasPrefix("The migration \"0003-broken\" was not applied and left nothing; the d"))
            let part = try await failure { _ = try await database.read { try $0.query("SELECT id FROM part") } }
            #expect(part.kind == .misuse)
            let mended = try await Migrator([Self.first, Self.second]).migrate(database, now: Self.now)
            #expect(mended == ["0002-size"])
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a migration that was changed afterwards is refused by its name`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await Migrator([Self.first]).migrate(database, now: Self.now)
            let changed = Migration("0001-item", ["CREATE TABLE item (id {id}) {table}"])
            let refused = try await failure { try await Migrator([changed]).migrate(database, now: Self.now) }
            #expect(refused.message.hasPrefix("The migration \"0001-item\" is not the one that the database"))
        }
    }

    @Test(arguments: StoreDriver.available)
    func `programs that start at the same time migrate once`(driver: StoreDriver) async throws {
        try await driver.withTwoDatabases { one, other in
            let migrator = Migrator([Self.first, Self.second])
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                group.addTask { try await migrator.migrate(one, now: Self.now) }
                group.addTask { try await migrator.migrate(other, now: Self.now) }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.sorted() == ["0001-item", "0002-size"])
        }
    }
}
