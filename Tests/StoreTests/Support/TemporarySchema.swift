import Foundation
import PostgresDriver
import Store
import Testing

/// A schema of its own in the test server's database.
enum TemporarySchema {
    static func with(_ body: (_ url: String) async throws -> Void) async throws {
        let server = try #require(StoreDriver.postgresURL)
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
