package import TicketModel

/// The tables of a PostgreSQL database that a restored store takes the place of.
package enum StandingTables {
    /// Moves every table of the store that is there into a schema of its own, which keeps it as it was.
    ///
    /// - Returns: the schema's name; `nil` where there was no table.
    package static func putAside(now: Timestamp, in transaction: SQLTransaction) throws -> String? {
        let names = Schema.tables().map(\.name) + ["usher_migration"]
        let standing: [String] = try transaction.query(
            """
            SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables
            WHERE table_schema = current_schema() AND table_name IN {texts $1}
            """,
            [.texts(names)]
        ).map { try $0["name"] }
        guard !standing.isEmpty else { return nil }
        let schema = "usher_before_restore_" + now.rfc3339().filter { $0.isLetter || $0.isNumber }.lowercased()
        try transaction.execute(SQL(unchecked: "CREATE SCHEMA \(schema)"))
        for name in standing {
            try transaction.execute(SQL(unchecked: "ALTER TABLE \(name) SET SCHEMA \(schema)"))
        }
        return schema
    }

    /// Whether a database has a row of ours in any table.
    package static func isEmpty(in reader: any SQLReader) throws -> Bool {
        for table in Schema.tables() where try reader.first("SELECT 1 FROM \(table.sql) LIMIT 1") != nil {
            return false
        }
        return true
    }
}
