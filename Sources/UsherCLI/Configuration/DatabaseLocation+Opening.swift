import PostgresDriver
import SQLiteDriver
import Store

extension DatabaseLocation {
    /// Opens the database with the driver that it needs.
    ///
    /// - Parameter readOnly: a file stays as it is; then it must be there.
    /// - Returns: the database, which stays open until it is closed.
    /// - Throws: a ``StoreFailure`` that says what to do.
    func open(readOnly: Bool = false) async throws -> any SQLDatabase {
        switch self {
        case .file(let path):
            try await SQLiteDatabase.open(path: path, options: SQLiteOptions(isReadOnly: readOnly))
        case .postgres(let url): try await PostgresDatabase.open(url: url)
        }
    }
}
