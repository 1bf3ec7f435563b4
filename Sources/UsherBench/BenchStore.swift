import Foundation
import PostgresDriver
import SQLiteDriver
import Store
import TicketModel

/// The store that a measurement works on, with the tables of the product.
enum BenchStore {
    /// Makes an empty store, lends it, and removes it.
    static func with<Result: Sendable>(
        _ options: StoreOptions,
        _ body: (any SQLDatabase) async throws -> Result
    ) async throws -> Result {
        if let url = options.database {
            return try await lend(try await PostgresDatabase.open(url: url), body)
        }
        let folder = URL(filePath: options.folder).appending(path: "usher-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await lend(try await SQLiteDatabase.open(path: folder.appending(path: "usher.db").path), body)
    }

    /// Lends a database with the tables of the product, and closes it.
    static func lend<Result: Sendable>(
        _ database: any SQLDatabase,
        _ body: (any SQLDatabase) async throws -> Result
    ) async throws -> Result {
        do {
            try await Schema.migrator.migrate(database, now: WallTime.now())
            let result = try await body(database)
            await database.close()
            return result
        } catch {
            await database.close()
            throw error
        }
    }
}

/// The wall clock of a measurement.
enum WallTime {
    static func now() -> Timestamp { Timestamp(seconds: Date.now.timeIntervalSince1970) ?? Timestamp(microseconds: 0) }
}

/// What was measured, by name, as one JSON object.
struct Figures: Sendable {
    var values: [String: Double] = [:]
    /// What stands beside a figure, in words.
    var notes: [String: String] = [:]

    /// Prints them on standard output.
    func write() {
        var members = values.mapValues(JSONValue.number)
        if !notes.isEmpty { members["notes"] = .object(notes.mapValues(JSONValue.string)) }
        print(JSONValue.object(members).text())
    }

    /// How long the work takes, in seconds.
    static func time<Value>(_ work: () async throws -> Value) async rethrows -> (seconds: Double, value: Value) {
        let clock = ContinuousClock()
        let start = clock.now
        let value = try await work()
        return ((clock.now - start) / .seconds(1), value)
    }

    /// How many seconds all cores have worked for this process: what does not depend on who else uses them.
    static var coreSeconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}
