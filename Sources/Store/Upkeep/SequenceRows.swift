/// The numbers that the databases give to new rows.
enum SequenceRows {
    /// How far a restore leaps: further than a store can get between a backup and its loss.
    static let leap: Int64 = 1_000_000_000

    /// The last number given in a table, or more than that; 0 where none was.
    static func last(of table: SchemaTable, in reader: any SQLReader) throws -> Int64 {
        switch reader.dialect {
        case .sqlite:
            try reader.first("SELECT seq FROM sqlite_sequence WHERE name = $1", [.text(table.name)])
                .map { try $0["seq"] } ?? 0
        case .postgres:
            try reader.value(
                "SELECT COALESCE(pg_sequence_last_value(CAST(pg_get_serial_sequence($1, 'id') AS regclass)), 0)",
                [.text(table.name)]
            )
        }
    }

    /// Goes on behind a number.
    static func set(_ last: Int64, of table: SchemaTable, in transaction: SQLTransaction) throws {
        guard last > 0 else { return }
        switch transaction.dialect {
        case .sqlite:
            // The table of numbers has no rule against a name that stands twice.
            try transaction.execute("DELETE FROM sqlite_sequence WHERE name = $1", [.text(table.name)])
            try transaction.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)",
                [.text(table.name), .value(last)]
            )
        case .postgres:
            _ = try transaction.query(
                "SELECT setval(CAST(pg_get_serial_sequence($1, 'id') AS regclass), $2)",
                [.text(table.name), .value(last)]
            )
        }
    }
}
