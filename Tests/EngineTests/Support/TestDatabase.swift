import Foundation
import PostgresDriver
import SQLiteDriver
import Store
import Testing

/// A store of its own for a test, with all its tables: SQLite, and PostgreSQL where `USHER_TEST_POSTGRES` names a server.
enum TestDatabase: String, CaseIterable, CustomTestStringConvertible {
    case sqlite
    case postgres

    static var available: [TestDatabase] { server == nil ? [.sqlite] : [.sqlite, .postgres] }

    private static var server: String? { ProcessInfo.processInfo.environment["USHER_TEST_POSTGRES"] }

    var testDescription: String { rawValue }

    /// Runs the closure on a database that is closed and gone afterwards.
    func with(_ body: (any SQLDatabase) async throws -> Void) async throws {
        switch self {
        case .sqlite:
            let folder = FileManager.default.temporaryDirectory.appending(path: "usher-engine-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let path = folder.appending(path: "usher.db").path
            try await Self.lend(try await SQLiteDatabase.open(path: path), to: body)
        case .postgres:
            try await Self.withSchema { try await Self.lend(try await PostgresDatabase.open(url: $0), to: body) }
        }
    }

    private static func lend(_ database: any SQLDatabase, to body: (any SQLDatabase) async throws -> Void) async throws
    {
        do {
            try await Schema.migrator.migrate(database, now: testTime)
            try await body(database)
        } catch {
            await database.close()
            throw error
        }
        await database.close()
    }

    private static func withSchema(_ body: (_ url: String) async throws -> Void) async throws {
        guard let server else { return }
        let name = "usher_\(UUID().uuidString.replacing("-", with: "").lowercased())"
        let admin = try await PostgresDatabase.open(url: server)
        try await admin.write { _ = try $0.execute(SQL(unchecked: "CREATE SCHEMA \(name)")) }
        let separator = server.contains("?") ? "&" : "?"
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body("\(server)\(separator)options=-csearch_path%3D\(name)"))
        } catch {
            outcome = .failure(error)
        }
        try await admin.write { _ = try $0.execute(SQL(unchecked: "DROP SCHEMA \(name) CASCADE")) }
        await admin.close()
        try outcome.get()
    }
}
