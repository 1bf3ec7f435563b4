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
        let database: any SQLDatabase
        do {
            switch databaseLocation {
            case .file(let path):
                guard mayCreate || FileTree.exists(path) else { throw CommandFailure.noStore(path) }
                database = try await SQLiteDatabase.open(path: path)
            case .postgres(let url):
                database = try await PostgresDatabase.open(url: url)
            }
        } catch {
            throw CommandFailure(store: error)
        }
        do {
            if migrates { try await Schema.migrator.migrate(database, now: now()) }
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
