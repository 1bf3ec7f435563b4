import Foundation
import PostgresDriver
import SQLiteDriver
import Store
import Testing

/// The drivers that the conformance tests run over.
enum StoreDriver: String, CaseIterable, CustomTestStringConvertible {
    case sqlite
    case postgres

    /// PostgreSQL where `USHER_TEST_POSTGRES` gives a server's URL, as `scripts/test` does.
    static var available: [StoreDriver] { postgresURL == nil ? [.sqlite] : [.sqlite, .postgres] }

    static var postgresURL: String? { ProcessInfo.processInfo.environment["USHER_TEST_POSTGRES"] }

    var testDescription: String { rawValue }

    /// Runs the closure on a database of its own, which is closed and gone afterwards.
    func withDatabase(_ body: (any SQLDatabase) async throws -> Void) async throws {
        switch self {
        case .sqlite:
            try await TemporaryFile.with { path in
                try await closing(try await SQLiteDatabase.open(path: path), body)
            }
        case .postgres:
            try await TemporarySchema.with { url in
                try await closing(try await PostgresDatabase.open(url: url), body)
            }
        }
    }

    /// Runs the closure on two openings of one database, as two programs have it.
    func withTwoDatabases(_ body: (any SQLDatabase, any SQLDatabase) async throws -> Void) async throws {
        switch self {
        case .sqlite:
            try await TemporaryFile.with { path in
                let options = SQLiteOptions(lookout: .milliseconds(1))
                try await closing(try await SQLiteDatabase.open(path: path, options: options)) { one in
                    try await closing(try await SQLiteDatabase.open(path: path, options: options)) {
                        try await body(one, $0)
                    }
                }
            }
        case .postgres:
            try await TemporarySchema.with { url in
                try await closing(try await PostgresDatabase.open(url: url)) { one in
                    try await closing(try await PostgresDatabase.open(url: url)) { try await body(one, $0) }
                }
            }
        }
    }

    private func closing(_ database: any SQLDatabase, _ body: (any SQLDatabase) async throws -> Void) async throws {
        do {
            try await body(database)
        } catch {
            await database.close()
            throw error
        }
        await database.close()
    }
}
