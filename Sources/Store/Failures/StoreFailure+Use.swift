// How mistakes in the use of transactions and rows are worded.
extension StoreFailure {
    static func transactionEnded() -> StoreFailure {
        StoreFailure(.misuse, "A transaction was used after its closure had ended; return the values from the closure")
    }

    static func transactionSpoilt(by failure: StoreFailure) -> StoreFailure {
        StoreFailure(
            .misuse,
            "A statement came after one that failed, which had spoilt the transaction (\(failure.message)); "
                + "let the first failure end the closure, or use a savepoint"
        )
    }

    static func transactionControl(_ sql: SQL) -> StoreFailure {
        StoreFailure(
            .misuse,
            "The statement \(shown(sql)) would begin or end a transaction; the driver does that, so leave it out"
        )
    }

    static func unknownFragment(_ content: String, in sql: SQL, known: [String]) -> StoreFailure {
        StoreFailure(
            .misuse,
            "The statement \(shown(sql)) has the unknown fragment \"{\(content)}\"; "
                + "there are \(known.joined(separator: ", "))"
        )
    }

    static func noRow(_ sql: SQL) -> StoreFailure {
        StoreFailure(
            .misuse,
            "The statement \(shown(sql)) answered no row where one must be; ask for the first row where none may be"
        )
    }

    static func noColumn(_ name: String, has names: [String]) -> StoreFailure {
        StoreFailure(
            .misuse,
            "A row has no column \"\(name)\"; it has \(names.map { "\"\($0)\"" }.joined(separator: ", "))"
        )
    }

    static func wrongType(column: String, holds: String, asked: String) -> StoreFailure {
        StoreFailure(
            .misuse,
            "The column \"\(column)\" holds \(holds), and \(asked) was asked for; ask for what it holds, or CAST it"
        )
    }
}

// How what is wrong with the tables' version is worded.
extension StoreFailure {
    static func newerThanProgram(_ location: String, newest: String, known: String) -> StoreFailure {
        StoreFailure(
            .newerThanProgram,
            "The database \(location) was last used by a newer program: its tables are at \"\(newest)\", and this program "
                + "knows them up to \"\(known)\"; start the newer program, or restore a backup from before it"
        )
    }

    static func changedMigration(_ name: String, _ location: String) -> StoreFailure {
        StoreFailure(
            .misuse,
            "The migration \"\(name)\" is not the one that the database \(location) was made with; "
                + "undo the change and write a new migration"
        )
    }

    /// Somebody else's database.
    static func foreignTables(_ location: String) -> StoreFailure {
        StoreFailure(
            .misuse,
            "The database \(location) belongs to something else: it has a table by the name of one of Usher's; name another "
                + "with database: in usher.yaml"
        )
    }

    static func migration(_ name: String, failed failure: StoreFailure) -> StoreFailure {
        StoreFailure(
            failure.kind,
            "The migration \"\(name)\" was not applied and left nothing; \(lowered(failure.message))",
            code: failure.code
        )
    }

    private static func lowered(_ sentence: String) -> String {
        sentence.prefix(1).lowercased() + sentence.dropFirst()
    }
}
