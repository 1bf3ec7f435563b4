import PostgresDriver
import SQLiteDriver
import Store

extension DatabaseLocation {
    /// Opens the database with the driver that it needs.
    ///
    /// - Throws: a ``StoreFailure`` that says what to do.
    func open() async throws -> any SQLDatabase {
        switch self {
        case .file(let path): try await SQLiteDatabase.open(path: path)
        case .postgres(let url): try await PostgresDatabase.open(url: url)
        }
    }
}
