import Dispatch
import GRDB
import Store

extension SQLiteDatabase {
    /// Opens the file, and makes it, for its owner alone (mode 0600), where it is not there.
    ///
    /// - Parameters:
    ///   - path: an absolute path; the folder must exist.
    ///   - options: how the file is used.
    /// - Returns: the database, which holds the file open until it is closed.
    /// - Throws: a ``StoreFailure`` that says what to do.
    package static func open(path: String, options: SQLiteOptions = SQLiteOptions()) async throws -> SQLiteDatabase {
        try await blocking { try openNow(path: path, options: options) }.get()
    }

    /// Runs on a queue of its own what may wait for another process.
    ///
    /// The global queues have few threads, and `async` shares them.
    static func blocking<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async -> Result<Value, any Error> {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "usher.sqlite.file").async {
                continuation.resume(returning: Result { try work() })
            }
        }
    }

    /// Bytes of a page of a new file: nearly every ticket fits into one.
    private static let pageSize = 8192
    /// Bytes of the write-ahead log before it is put into the file.
    private static let logSize = 64 << 20

    private static func openNow(path: String, options: SQLiteOptions) throws -> SQLiteDatabase {
        if !options.isReadOnly { try DatabaseFile.make(path) }
        do {
            let pool = try DatabasePool(path: path, configuration: configuration(options))
            guard !options.isReadOnly else { return SQLiteDatabase(path: path, pool: pool, options: options) }
            try pool.writeWithoutTransaction { database in
                // GRDB sets NORMAL for WAL, with which a loss of power takes the last commits along.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                let page = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? pageSize
                // What is written again and again reaches the file once in so much of the log, and not many times.
                try database.execute(sql: "PRAGMA wal_autocheckpoint = \(logSize / page)")
                // After a burst the log file shrinks to this again.
                try database.execute(sql: "PRAGMA journal_size_limit = \(logSize)")
                if let limit = options.sizeLimit {
                    try database.execute(sql: "PRAGMA max_page_count = \(max(1, limit / page))")
                }
            }
            return SQLiteDatabase(path: path, pool: pool, options: options)
        } catch let error as DatabaseError {
            throw StoreFailure(opening: error, path: path, patience: options.patience)
        }
    }

    private static func configuration(_ options: SQLiteOptions) -> Configuration {
        var configuration = Configuration()
        configuration.label = "usher.sqlite"
        configuration.readonly = options.isReadOnly
        configuration.maximumReaderCount = max(1, options.readers)
        let patience = options.patience.components
        configuration.busyMode = .timeout(Double(patience.seconds) + Double(patience.attoseconds) / 1e18)
        configuration.prepareDatabase { database in
            if !database.configuration.readonly {
                // Only a file without tables takes these, so they have to come first.
                try database.execute(sql: "PRAGMA page_size = \(pageSize)")
                try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
            }
            // The writer keeps what one transaction touches; pages that it has to write early are written twice.
            let cache = database.configuration.readonly ? 16384 : 65536
            try database.execute(sql: "PRAGMA cache_size = -\(cache)")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        return configuration
    }
}
