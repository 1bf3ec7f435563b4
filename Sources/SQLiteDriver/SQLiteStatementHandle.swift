import GRDB
import GRDBSQLite
import Store

/// A prepared statement: binds values, steps, reads rows.
final class SQLiteStatementHandle {
    /// Finalises the statement when it goes.
    private let owner: Statement
    private let statement: OpaquePointer
    private var columns: SQLColumns?

    /// How many values it takes.
    let places: Int

    init(_ owner: Statement) {
        self.owner = owner
        statement = owner.sqliteStatement
        places = Int(sqlite3_bind_parameter_count(statement))
    }

    func bind(_ value: SQLValue, at place: Int32) -> Int32 {
        switch value {
        case .null:
            return sqlite3_bind_null(statement, place)
        case .integer(let integer):
            return sqlite3_bind_int64(statement, place, integer)
        case .real(let real):
            return sqlite3_bind_double(statement, place, real)
        case .text(let text):
            var text = SQLValue.storable(text)
            return text.withUTF8 { bytes in
                // An empty text may have no address, and SQLite binds no address as null.
                guard let base = bytes.baseAddress else { return sqlite3_bind_text(statement, place, "", 0, nil) }
                return base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                    sqlite3_bind_text(statement, place, $0, Int32(clamping: bytes.count), Self.copying)
                }
            }
        case .bytes(let bytes):
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(statement, place, 0) }
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob(statement, place, $0.baseAddress, Int32(clamping: $0.count), Self.copying)
            }
        }
    }

    func step() -> Int32 {
        sqlite3_step(statement)
    }

    /// Frees what it holds: a statement that is not reset keeps its transaction open.
    func reset() {
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
    }

    /// The row that the last step stands on.
    func row() -> SQLRow {
        let count = sqlite3_column_count(statement)
        let columns = named(count)
        var values: [SQLValue] = []
        values.reserveCapacity(Int(count))
        for column in 0..<count { values.append(value(column)) }
        return SQLRow(columns: columns, values: values)
    }

    private func value(_ column: Int32) -> SQLValue {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER:
            return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT:
            return .real(sqlite3_column_double(statement, column))
        case SQLITE_TEXT:
            guard let start = sqlite3_column_text(statement, column) else { return .text("") }
            let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
            return .text(String(decoding: bytes, as: UTF8.self))
        case SQLITE_BLOB:
            guard let start = sqlite3_column_blob(statement, column) else { return .bytes([]) }
            return .bytes(
                Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
            )
        default:
            return .null
        }
    }

    /// The names are read once; a table that has got another column since shows in their count.
    private func named(_ count: Int32) -> SQLColumns {
        if let columns, columns.names.count == Int(count) { return columns }
        let names = (0..<count).map { sqlite3_column_name(statement, $0).map { String(cString: $0) } ?? "" }
        let columns = SQLColumns(names)
        self.columns = columns
        return columns
    }

    /// C's `SQLITE_TRANSIENT`: the bytes are copied before the call returns.
    private static let copying = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
