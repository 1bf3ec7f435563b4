import Foundation
import PostgresDriver
import Store
import Testing
import TicketModel

/// Backups of a store in PostgreSQL; without a server (`USHER_TEST_POSTGRES`) they are skipped.
struct PostgresStoreTests {
    private static let server = ProcessInfo.processInfo.environment["USHER_TEST_POSTGRES"]

    /// Lends a desk whose store is a schema of its own.
    private func withDesk(_ body: (Desk, PostgresDatabase) async throws -> Void) async throws {
        let server = try #require(Self.server)
        let name = "usher_\(UUID().uuidString.replacing("-", with: "").lowercased())"
        let admin = try await PostgresDatabase.open(url: server)
        try await admin.write { _ = try $0.execute(SQL(unchecked: "CREATE SCHEMA \(name)")) }
        let separator = server.contains("?") ? "&" : "?"
        let url = "\(server)\(separator)options=-csearch_path%3D\(name)"
        let outcome: Result<Void, any Error>
        do {
            try await Desk.open(more: "database: \"\(url)\"\n") { desk in
                let sync = try await desk.usher.run("sync")
                #expect(sync.status == 0, "\(sync.errors)")
                try await body(desk, admin)
            }
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        try await admin.write { _ = try $0.execute(SQL(unchecked: "DROP SCHEMA \(name) CASCADE")) }
        await admin.close()
        try outcome.get()
    }

    @Test(.enabled(if: server != nil))
    func `a backup is a file, from which the server's store is restored, the old one kept in a schema`() async throws {
        try await withDesk { desk, admin in
            let backup = try await desk.usher.run("store", "backup", "copy")
            #expect(backup.status == 0, "\(backup.errors)")
            let check = try await desk.usher.run("store", "check", "copy")
            #expect(check.status == 0, "\(check.output)")
            _ = try await desk.usher.run("pause", "klinkcx")
            let restored = try await desk.usher.run("store", "restore", "copy", "--json")
            #expect(restored.status == 0, "\(restored.errors)")
            let kept = try #require(try restored.json()["restored"]?["kept"]?.stringValue)
            let schema = try #require(kept.split(separator: " ").last.map(String.init))
            let pauses: Int = try await admin.read {
                try $0.value(SQL(unchecked: "SELECT count(*) FROM \(schema).pause"))
            }
            #expect(pauses == 1)
            try await admin.write { _ = try $0.execute(SQL(unchecked: "DROP SCHEMA \(schema) CASCADE")) }
            let paused = try await desk.usher.run("pause", "--json").json()
            #expect(paused["paused"]?.arrayValue?.count == 1)
            let whole = try await desk.usher.run("store", "check")
            #expect(whole.status == 0, "\(whole.output)")
            for arguments in [["sync"], ["resume", "--all"], ["sync"], ["store", "size"]] {
                let outcome = try await desk.usher.run(arguments)
                #expect(outcome.status == 0, "\(arguments) \(outcome.errors)")
            }
        }
    }

    @Test(.enabled(if: server != nil))
    func `a store moves from the server into a file`() async throws {
        try await withDesk { desk, _ in
            let moved = try await desk.usher.run("store", "move", "--to", "new.db")
            #expect(moved.status == 0, "\(moved.errors)")
            let check = try await desk.usher.run("store", "check", "new.db")
            #expect(check.status == 0, "\(check.output)")
        }
    }
}
