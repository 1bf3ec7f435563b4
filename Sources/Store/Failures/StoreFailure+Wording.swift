// The one place that words what goes wrong in the store.

// What both databases meet.
extension StoreFailure {
    /// Somebody else held a lock for longer than we wait.
    package static func busy(_ location: String, waited: Duration, code: String? = nil) -> StoreFailure {
        let seconds = Double(waited.components.seconds) + Double(waited.components.attoseconds) / 1e18
        let span = seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds)
        return StoreFailure(
            .busy,
            "The database \(location) was locked by another process for \(span) s; "
                + "try again, or stop the process that holds it",
            code: code
        )
    }

    /// A deadlock or a serialisation failure that came back every time.
    package static func contended(_ location: String, attempts: Int, code: String? = nil) -> StoreFailure {
        StoreFailure(
            .busy,
            "The database \(location) broke off a transaction \(attempts) times because others changed the same rows; "
                + "try again",
            code: code
        )
    }

    /// No room.
    package static func full(_ location: String, code: String? = nil) -> StoreFailure {
        StoreFailure(
            .full,
            "There is no room for the database \(location) (its disk is full, or its size limit is reached) and nothing was "
                + "written; make room and try again",
            code: code
        )
    }

    /// The database is not to be relied on.
    package static func corrupt(_ location: String, reason: String, code: String? = nil) -> StoreFailure {
        StoreFailure(
            .corrupt,
            "The database \(location) is damaged, or is no database of ours (\(reason)); "
                + "restore a backup with \"usher store restore\"",
            code: code
        )
    }

    /// A row broke a rule.
    package static func constraint(
        _ constraint: Constraint,
        _ name: String,
        _ location: String,
        code: String? = nil
    ) -> StoreFailure {
        StoreFailure(
            .constraint(constraint),
            "The database \(location) refused a row that breaks the rule \"\(constraint.rawValue)\" (\(name)); "
                + "change the row, or say ON CONFLICT",
            code: code
        )
    }

    /// A statement that cannot be run.
    package static func misuse(
        _ reason: String,
        _ sql: SQL?,
        _ location: String,
        code: String? = nil
    ) -> StoreFailure {
        let statement = sql.map { "the statement \(shown($0))" } ?? "a statement"
        return StoreFailure(
            .misuse,
            "The database \(location) cannot run \(statement): \(reason); mend the statement or its values",
            code: code
        )
    }

    /// A write where only reading is allowed.
    package static func writeInRead(_ location: String) -> StoreFailure {
        StoreFailure(.misuse, "A read of the database \(location) tried to write; use a write for it")
    }

    /// The program closed it.
    package static func closed(_ location: String) -> StoreFailure {
        StoreFailure(.closed, "The database \(location) is closed; open it again")
    }

    /// The file or the server takes no writes.
    package static func readOnly(_ location: String, mend: String, code: String? = nil) -> StoreFailure {
        StoreFailure(.readOnly, "The database \(location) takes no writes; \(mend)", code: code)
    }

    /// The file can't be opened, or the server can't be reached; `mend` says what to do.
    package static func cannotOpen(
        _ location: String,
        reason: String,
        mend: String,
        code: String? = nil
    ) -> StoreFailure {
        StoreFailure(.cannotOpen, "The database \(location) cannot be opened: \(reason); \(mend)", code: code)
    }

    /// A statement with too many or too few values.
    package static func wrongCount(_ sql: SQL, takes: Int, given: Int, _ location: String) -> StoreFailure {
        misuse("it takes \(takes) values and was given \(given)", sql, location)
    }

    /// Anything that has no kind of its own, in the database's own words.
    package static func other(_ reason: String, _ location: String, code: String? = nil) -> StoreFailure {
        StoreFailure(
            .other,
            "The database \(location) failed: \(reason); try again, and look into its log where that does not help",
            code: code
        )
    }

    static func shown(_ sql: SQL) -> String {
        let words = sql.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count > 100 ? "\"\(words.prefix(97))…\"" : "\"\(words)\""
    }

    /// The same failure where nothing may be written.
    var asReader: StoreFailure {
        kind == .readOnly
            ? StoreFailure(.misuse, "A read of the database tried to write; use a write for it", code: code) : self
    }
}

// What only a server can do.
extension StoreFailure {
    /// A URL that can't be read; it is not shown, because it may hold a password.
    package static func badURL(_ problem: String) -> StoreFailure {
        StoreFailure(.cannotOpen, "The URL of the PostgreSQL database cannot be read: \(problem); \(urlAdvice)")
    }

    /// How a URL of PostgreSQL is written.
    package static let urlAdvice =
        "write postgres://USER:PASSWORD@HOST:PORT/DATABASE, with signs other than letters and digits in the password "
        + "percent-encoded (@ is %40)"

    /// Nobody answers, for now.
    package static func unreachable(_ location: String, reason: String, code: String? = nil) -> StoreFailure {
        StoreFailure(
            .connectionLost,
            "The server of the database \(location) cannot be reached (\(reason)); see that it runs and try again",
            code: code
        )
    }

    /// The connection went in the middle, and nothing was committed.
    package static func connectionLost(_ location: String, code: String? = nil) -> StoreFailure {
        StoreFailure(
            .connectionLost,
            "The connection to the database \(location) was lost before the commit and nothing was written; try again",
            code: code
        )
    }

    /// The connection went while the server was told to commit.
    package static func commitUnknown(_ location: String, code: String? = nil) -> StoreFailure {
        StoreFailure(
            .commitUnknown,
            "The connection to the database \(location) was lost during a commit, and whether it was written cannot be told; "
                + "read it back before writing it again",
            code: code
        )
    }

    /// A lock was held for longer than we wait.
    package static func lockedOut(_ location: String, reason: String, code: String? = nil) -> StoreFailure {
        StoreFailure(
            .busy,
            "The database \(location) held a lock back for too long (\(reason)); "
                + "try again, or end the transaction that holds it",
            code: code
        )
    }

    /// A server of before our time.
    package static func oldServer(_ location: String, version: Int32) -> StoreFailure {
        cannotOpen(location, reason: "its server is PostgreSQL \(version)", mend: "use PostgreSQL 13 or newer")
    }

    /// A database that can't hold every text.
    package static func badEncoding(_ location: String, encoding: String) -> StoreFailure {
        cannotOpen(
            location,
            reason: "its encoding is \"\(encoding)\"",
            mend: "make the database anew with ENCODING 'UTF8'"
        )
    }
}
