// How what goes wrong with backups is worded.
extension StoreFailure {
    /// The file is SQLite's and not ours, or no file of SQLite's.
    package static func noBackup(_ path: String) -> StoreFailure {
        StoreFailure(
            .corrupt,
            "\"\(path)\" is no backup of Usher: it has none of its tables; name a file that \"usher store backup\" wrote"
        )
    }

    /// Others have the file open.
    package static func inUse(_ location: String) -> StoreFailure {
        StoreFailure(
            .busy,
            "The database \(location) is in use by another process, which would go on with the old one; "
                + "stop it and try again"
        )
    }

    /// The file could not be moved, made or written.
    package static func file(_ path: String, _ what: String, reason: String, mend: String) -> StoreFailure {
        StoreFailure(.cannotOpen, "\"\(path)\" cannot be \(what): \(reason); \(mend)")
    }

    /// A copy that lacks rows of the original.
    package static func shortCopy(_ table: String, _ location: String) -> StoreFailure {
        StoreFailure(
            .other,
            "The copy in \(location) has not all rows of the table \"\(table)\"; nothing was changed, try again"
        )
    }
}
