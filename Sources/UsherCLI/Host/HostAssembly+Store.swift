import Foundation
import PostgresDriver
import SQLiteDriver
import Store
import TicketModel

extension HostAssembly {
    /// Where the store is: what `database:` says, else `usher.db` beside `usher.yaml`.
    var databaseLocation: DatabaseLocation {
        configuration.database ?? .file(FilePath.resolve("usher.db", in: configuration.folder))
    }

    /// Opens the store, brings its tables up to date unless they are to stay as they are, lends it to a body and closes it.
    ///
    /// A file that is not there is made only where `mayCreate` is true; else that is refused, saying what makes one.
    func withStore<Result: Sendable>(
        mayCreate: Bool = false,
        migrates: Bool = true,
        _ body: (any SQLDatabase) async throws -> Result
    ) async throws(CommandFailure) -> Result {
        try await use(try await openStore(mayCreate: mayCreate, migrates: migrates), body)
    }

    /// Sets up connections, with what the store keeps beside their tickets, and lends both to a body.
    ///
    /// There need be no store yet. One that cannot be opened hides no ticket: a note says so, and everything is read live.
    func withConnections<Result: Sendable>(
        _ names: [String]?,
        _ body: (ConnectionSet, (any SQLDatabase)?) async throws -> Result
    ) async throws(CommandFailure) -> Result {
        guard hasStore else { return try await live(names, body) }
        let database: any SQLDatabase
        do throws(CommandFailure) {
            database = try await openStore(mayCreate: false)
        } catch {
            return try await live(names, notes: error.messages, body)
        }
        return try await use(database) { try await body(await connections(names, in: $0), $0) }
    }

    private func live<Result: Sendable>(
        _ names: [String]?,
        notes: [String] = [],
        _ body: (ConnectionSet, (any SQLDatabase)?) async throws -> Result
    ) async throws(CommandFailure) -> Result {
        do {
            var connections = await connections(names)
            connections.notes = notes
            return try await body(connections, nil)
        } catch {
            throw CommandFailure(store: error)
        }
    }

    private var hasStore: Bool {
        switch databaseLocation {
        case .file(let path): FileTree.exists(path)
        case .postgres: true
        }
    }

    private func openStore(mayCreate: Bool, migrates: Bool = true) async throws(CommandFailure) -> any SQLDatabase {
        do {
            let database: any SQLDatabase
            switch databaseLocation {
            case .file(let path):
                guard mayCreate || FileTree.exists(path) else { throw CommandFailure.noStore(path) }
                database = try await SQLiteDatabase.open(path: path)
            case .postgres(let url):
                database = try await PostgresDatabase.open(url: url)
            }
            do {
                if migrates { try await Schema.migrator.migrate(database, now: now()) }
            } catch {
                await database.close()
                throw error
            }
            return database
        } catch {
            throw CommandFailure(store: error)
        }
    }

    private func use<Result: Sendable>(
        _ database: any SQLDatabase,
        _ body: (any SQLDatabase) async throws -> Result
    ) async throws(CommandFailure) -> Result {
        do {
            let result = try await body(database)
            await database.close()
            return result
        } catch {
            await database.close()
            throw CommandFailure(store: error)
        }
    }
}

extension CommandFailure {
    static func noStore(_ path: String) -> CommandFailure {
        CommandFailure(
            .store,
            [
                "There is no database \"\(path)\" yet; \"usher sync\" makes it, or name another with database: in usher.yaml."
            ],
            exitCode: ExitCodes.usage
        )
    }

    /// What went wrong while the store was used.
    init(store error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let failure as TicketFailure: self.init(failure)
        default: self.init(.store, [Sentence.of("\(error)")])
        }
    }
}
