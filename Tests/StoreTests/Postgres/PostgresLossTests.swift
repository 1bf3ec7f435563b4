import Foundation
import PostgresDriver
import Store
import Testing

/// What a server can do to a store.
@Suite(.enabled(if: StoreDriver.postgresURL != nil, "USHER_TEST_POSTGRES names no server"))
struct PostgresLossTests {
    private static let dying: SQL = "SELECT pg_terminate_backend(pg_backend_pid())"

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
    func `a server that goes in the middle of a transaction loses it, and the next write works`() async throws {
        try await withDatabase { database, _ in
            let lost = try await failure {
                try await database.write { transaction in
                    try transaction.execute("INSERT INTO item (name) VALUES ('a')")
                    _ = try transaction.query(Self.dying)
                    try transaction.execute("INSERT INTO item (name) VALUES ('b')")
                }
            }
            #expect(lost.kind == .connectionLost)
            #expect(lost.mayRetry)
            #expect(
                lost.message == """
                    The connection to the database \(database.location) was lost before the commit and nothing was \
                    written; try again
                    """
            )
            try await database.insert("c")
            let names = try await database.names()
            #expect(names == ["c"])
        }
    }

    @Test
    func `a server that goes during the commit leaves the outcome open, and nothing is run again`() async throws {
        try await withDatabase { database, _ in
            try await database.write { transaction in
                try transaction.execute(
                    """
                    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS '
                        BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'
                    """
                )
                try transaction.execute(
                    """
                    CREATE CONSTRAINT TRIGGER die AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW WHEN (NEW.name = 'last') EXECUTE FUNCTION die()
                    """
                )
            }
            let open = try await failure { try await database.insert("last") }
            #expect(open.kind == .commitUnknown)
            #expect(!open.mayRetry)
            #expect(open.message.hasSuffix("cannot be told; read it back before writing it again"))
            try await database.insert("next")
            let names = try await database.names()
            #expect(names == ["next"])
        }
    }

    @Test
    func `a connection lost while it rested is replaced without a word`() async throws {
        try await withDatabase(PostgresOptions(connections: 1)) { database, url in
            let process: Int64 = try await database.read { try $0.value("SELECT pg_backend_pid()") }
            try await kill(process, url)
            try await database.insert("a")
            let names = try await database.names()
            #expect(names == ["a"])
        }
    }

    @Test
    func `a server that is away is waited for, longer each time`() async throws {
        let server = try #require(StoreDriver.postgresURL)
        let folder = try #require(server.firstMatch(of: /host=(\/[^&]+)/)?.1)
        try await TemporaryFile.with { link in
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: String(folder))
            let clock = ScriptedClock { number in
                // It comes back while the third wait is under way.
                if number == 3 {
                    try? FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: String(folder))
                }
            }
            let url = server.replacing(folder, with: link)
            let database = try await PostgresDatabase.open(
                url: url,
                options: PostgresOptions(connections: 1, clock: clock)
            )
            let process: Int64 = try await database.read { try $0.value("SELECT pg_backend_pid()") }
            try FileManager.default.removeItem(atPath: link)
            try await kill(process, server)
            let one: Int64 = try await database.read { try $0.value("SELECT CAST(1 AS BIGINT)") }
            #expect(one == 1)
            #expect(clock.sleeps == [0.1, 0.2, 0.4].map { Duration.seconds($0) })
            await database.close()
        }
    }

    @Test
    func `a server that stays away is said to, after the last wait`() async throws {
        let server = try #require(StoreDriver.postgresURL)
        let folder = try #require(server.firstMatch(of: /host=(\/[^&]+)/)?.1)
        try await TemporaryFile.with { link in
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: String(folder))
            let clock = ScriptedClock()
            let options = PostgresOptions(connections: 1, clock: clock)
            let database = try await PostgresDatabase.open(url: server.replacing(folder, with: link), options: options)
            let process: Int64 = try await database.read { try $0.value("SELECT pg_backend_pid()") }
            try FileManager.default.removeItem(atPath: link)
            try await kill(process, server)
            let away = try await failure { try await database.insert("a") }
            #expect(away.kind == .connectionLost)
            #expect(away.message.hasPrefix("The server of the database \(link):5432/usher cannot be reached ("))
            #expect(clock.sleeps == options.backoff)
            await database.close()
        }
    }

    @Test
    func `a listener that was lost is woken, and hears again`() async throws {
        try await withDatabase { database, url in
            let other = try await PostgresDatabase.open(url: url)
            var wakes = await database.wakes(on: "runs").makeAsyncIterator()
            try await other.write { $0.wake("runs") }
            await wakes.next()
            let listening: Int64 = try await other.read { reader in
                try reader.value(
                    """
                    SELECT CAST(pid AS BIGINT) FROM pg_stat_activity
                    WHERE query LIKE 'LISTEN "usher_' || current_schema() || '"'
                    """
                )
            }
            try await kill(listening, url)
            await wakes.next()
            try await other.write { $0.wake("runs") }
            await wakes.next()
            await other.close()
        }
    }

    private func kill(_ process: Int64, _ url: String) async throws {
        let killer = try await PostgresDatabase.open(url: url)
        // The second argument waits until it is gone.
        let isGone: Bool = try await killer.read {
            try $0.value("SELECT pg_terminate_backend(CAST($1 AS INTEGER), 5000)", [.integer(process)])
        }
        #expect(isGone)
        await killer.close()
    }
}
