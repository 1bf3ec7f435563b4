import PostgresDriver
import Store
import Synchronization
import Testing

/// What is PostgreSQL's own.
@Suite(.enabled(if: StoreDriver.postgresURL != nil, "USHER_TEST_POSTGRES names no server"))
struct PostgresDatabaseTests {
    private func withDatabase(
        _ options: PostgresOptions = PostgresOptions(),
        _ body: (PostgresDatabase, _ url: String) async throws -> Void
    ) async throws {
        try await TemporarySchema.with { url in
            let database = try await PostgresDatabase.open(url: url, options: options)
            try await database.makeItems()
            try await body(database, url)
            await database.close()
        }
    }

    @Test
    func `a deadlock is broken off and run again`() async throws {
        let clock = ScriptedClock()
        try await withDatabase(PostgresOptions(clock: clock)) { database, _ in
            try await database.insert("a")
            try await database.insert("b")
            let crossing = Crossing()
            async let there: Void = crossing.lock(database, "a", "b", crossing.first, crossing.second)
            async let back: Void = crossing.lock(database, "b", "a", crossing.second, crossing.first)
            _ = try await (there, back)
            // The one broken off may be quick enough to take its first row again, and is broken off again.
            let runs = crossing.runs.withLock(\.self)
            #expect(runs >= 3)
            #expect(clock.sleeps.count == runs - 2)
            let sizes = try await database.read { try $0.query("SELECT size FROM item").map { try $0[0] as Int64 } }
            #expect(sizes == [2, 2])
        }
    }

    @Test
    func `a lock that is held for too long is busy`() async throws {
        try await withDatabase(PostgresOptions(patience: .milliseconds(20))) { database, _ in
            try await database.insert("a")
            let locked = Turn()
            let mayEnd = Turn()
            async let holding: Void = database.write { transaction in
                _ = try transaction.query("SELECT id FROM item {lock}")
                locked.done()
                mayEnd.wait()
            }
            await locked.reached()
            let busy = try await failure { try await database.write { _ = try $0.execute("UPDATE item SET size = 1") } }
            #expect(busy.kind == .busy)
            mayEnd.done()
            try await holding
        }
    }

    @Test
    func `wakes of another program arrive`() async throws {
        try await withDatabase { database, url in
            let other = try await PostgresDatabase.open(url: url)
            var wakes = await database.wakes(on: "it's \"runs\"").makeAsyncIterator()
            try await other.write { $0.wake("it's \"runs\"") }
            await wakes.next()
            // What is woken just before the end is sent all the same.
            try await other.write { $0.wake("it's \"runs\"") }
            await other.close()
            await wakes.next()
        }
    }

    @Test(
        arguments: [
            ("CAST(0 AS NUMERIC)", .integer(0)), ("CAST(-12345678901234 AS NUMERIC)", .integer(-12_345_678_901_234)),
            ("CAST(10000 AS NUMERIC)", .integer(10_000)), ("CAST(100000000 AS NUMERIC)", .integer(100_000_000)),
            ("CAST(1.50 AS NUMERIC)", .real(1.5)), ("CAST(-0.00012 AS NUMERIC)", .real(-0.00012)),
            ("CAST(7.00 AS NUMERIC)", .integer(7)), ("CAST(1e30 AS NUMERIC)", .real(1e30)),
            ("CAST(9223372036854775807 AS NUMERIC)", .integer(.max)), ("CAST(-7 AS INTEGER)", .integer(-7)),
            ("CAST(-7 AS SMALLINT)", .integer(-7)), ("CAST(1.5 AS REAL)", .real(1.5)), ("TRUE", .integer(1)),
            ("CAST('[1, 2]' AS JSONB)", .text("[1, 2]")), ("'x'", .text("x")), ("CAST(NULL AS TEXT)", .null),
        ] as [(String, SQLValue)]
    )
    func `other types of the server read as the store's`(expression: String, value: SQLValue) async throws {
        try await TemporarySchema.with { url in
            let database = try await PostgresDatabase.open(url: url)
            let read: SQLValue = try await database.read { try $0.value(SQL(unchecked: "SELECT \(expression)")) }
            #expect(read == value)
            await database.close()
        }
    }

    @Test
    func `a type that the store has not says what to do`() async throws {
        try await withDatabase { database, _ in
            let unknown = try await failure { _ = try await database.read { try $0.query("SELECT now() AS then") } }
            #expect(unknown.kind == .misuse)
            #expect(unknown.message.contains("its column \"then\" has PostgreSQL's type 1184; CAST it"))
            let wrong = try await failure {
                try await database.write { _ = try $0.execute("INSERT INTO item (name) VALUES ($1)", [7]) }
            }
            #expect(wrong.message.contains("its value $1 is an integer where PostgreSQL takes text"))
        }
    }

    @Test
    func `a table that changes under a prepared statement is refused once`() async throws {
        try await withDatabase(PostgresOptions(connections: 1)) { database, _ in
            try await database.insert("a")
            let select: SQL = "SELECT * FROM item"
            _ = try await database.read { try $0.query(select) }
            try await database.write { _ = try $0.execute("ALTER TABLE item ADD COLUMN kind {text}") }
            _ = try? await database.read { try $0.query(select) }
            let columns = try await database.read { try $0.one(select).columns.names }
            #expect(columns == ["id", "name", "size", "kind"])
        }
    }

    @Test(arguments: [
        ("postgres://user:pa@ss@host/db", "it has more than one @ before the host"),
        ("postgres://user:secret@host:port/db", "its port is no number"),
        ("postgres://user:s?ab@cd=1@host/db", "it has a bare ? or / before the host"),
        (
            "postgres://user:secret@host/db?colour=red",
            "it is no URL of PostgreSQL, or names a parameter that there is not"
        ),
        (
            "postgres://user:S3cr%t?Tok3n=x@host/db",
            "it is no URL of PostgreSQL, or names a parameter that there is not"
        ),
        ("mysql://user:secret@host/db", "it is no URL of PostgreSQL, or names a parameter that there is not"),
    ])
    func `a URL that cannot be read is told, and not shown`(url: String, problem: String) async throws {
        let bad = try await failure { _ = try await PostgresDatabase.open(url: url) }
        #expect(bad.kind == .cannotOpen)
        #expect(
            bad.message == """
                The URL of the PostgreSQL database cannot be read: \(problem); write postgres://USER:PASSWORD@HOST:PORT/DATABASE, \
                with signs other than letters and digits in the password percent-encoded (@ is %40)
                """
        )
    }

    @Test
    func `who is refused is told at once, without the password`() async throws {
        let server = try #require(StoreDriver.postgresURL)
        let url = server.replacing("/usher?", with: "/nowhere?") + "&password=secret"
        let refused = try await failure { _ = try await PostgresDatabase.open(url: url) }
        #expect(refused.kind == .cannotOpen)
        #expect(refused.message.contains("database \"nowhere\" does not exist"))
        #expect(!refused.message.contains("secret"))
        let dead = try await failure {
            _ = try await PostgresDatabase.open(url: "postgres://u:secret@127.0.0.1:1/db")
        }
        #expect(dead.kind == .connectionLost)
        #expect(dead.message.hasPrefix("The server of the database 127.0.0.1:1/db cannot be reached ("))
        #expect(!dead.message.contains("secret"))
    }
}

/// Two transactions that lock two rows in opposite order.
private final class Crossing: Sendable {
    let runs = Mutex(0)
    let first = Turn()
    let second = Turn()

    func lock(
        _ database: PostgresDatabase,
        _ one: String,
        _ other: String,
        _ mine: Turn,
        _ theirs: Turn
    ) async throws {
        try await database.write { [self] transaction in
            let update: SQL = "UPDATE item SET size = COALESCE(size, 0) + 1 WHERE name = $1"
            try transaction.execute(update, [.text(one)])
            let run = runs.withLock { runs in
                runs += 1
                return runs
            }
            // The one that is broken off runs alone the second time.
            if run <= 2 {
                mine.done()
                theirs.wait()
            }
            try transaction.execute(update, [.text(other)])
        }
    }
}
