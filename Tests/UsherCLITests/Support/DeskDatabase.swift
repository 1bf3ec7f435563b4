import Foundation
import PostgresDriver
import Store

/// Where a desk keeps its store: the file beside usher.yaml, or a schema of its own on the server of `USHER_TEST_POSTGRES`.
enum DeskDatabase: String, CaseIterable {
    case sqlite
    case postgres

    static var available: [DeskDatabase] { server == nil ? [.sqlite] : [.sqlite, .postgres] }

    private static var server: String? { ProcessInfo.processInfo.environment["USHER_TEST_POSTGRES"] }

    /// Lends the line that usher.yaml names it by.
    func with(_ body: (_ yaml: String) async throws -> Void) async throws {
        guard self == .postgres, let server = Self.server else { return try await body("") }
        let name = "usher_\(UUID().uuidString.replacing("-", with: "").lowercased())"
        let admin = try await PostgresDatabase.open(url: server)
        try await admin.write { _ = try $0.execute(SQL(unchecked: "CREATE SCHEMA \(name)")) }
        let url = "\(server)\(server.contains("?") ? "&" : "?")options=-csearch_path%3D\(name)"
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body("database: \"\(url)\"\n"))
        } catch {
            outcome = .failure(error)
        }
        try await admin.write { _ = try $0.execute(SQL(unchecked: "DROP SCHEMA \(name) CASCADE")) }
        await admin.close()
        try outcome.get()
    }
}
