import CPostgres
import Store

/// An answer of the server, freed when it goes.
struct PostgresResult: ~Copyable {
    let handle: OpaquePointer?

    init(_ handle: OpaquePointer?) {
        self.handle = handle
    }

    deinit {
        PQclear(handle)
    }

    /// The server did what was asked.
    var isGood: Bool {
        let status = PQresultStatus(handle)
        return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK
    }

    /// What was done, as `INSERT 0 1`.
    var command: String { String(cString: PQcmdStatus(handle)) }

    /// The rows that an INSERT, UPDATE or DELETE touched; other statements have none.
    var changes: Int {
        let command = command
        guard ["INSERT", "UPDATE", "DELETE", "MERGE"].contains(where: command.hasPrefix) else { return 0 }
        return Int(String(cString: PQcmdTuples(handle))) ?? 0
    }

    var rowCount: Int32 { PQntuples(handle) }
    var columnCount: Int32 { PQnfields(handle) }

    /// One of the parts of an error: `C` is the SQLSTATE, `M` the message, `n` the constraint.
    func field(_ letter: Character) -> String? {
        guard let code = letter.asciiValue, let text = PQresultErrorField(handle, Int32(code)) else { return nil }
        return String(cString: text)
    }

    func columns() -> SQLColumns {
        SQLColumns((0..<columnCount).map { PQfname(handle, $0).map { String(cString: $0) } ?? "" })
    }

    func row(_ row: Int32, columns: SQLColumns) throws(WireProblem) -> SQLRow {
        var values: [SQLValue] = []
        values.reserveCapacity(columns.names.count)
        for column in 0..<columnCount { values.append(try value(row, column, columns)) }
        return SQLRow(columns: columns, values: values)
    }

    private func value(_ row: Int32, _ column: Int32, _ columns: SQLColumns) throws(WireProblem) -> SQLValue {
        guard PQgetisnull(handle, row, column) == 0, let start = PQgetvalue(handle, row, column) else { return .null }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(handle, row, column)))
        let type = PQftype(handle, column)
        guard let value = WireType(oid: type).read(bytes) else {
            throw WireProblem("its column \"\(columns.names[Int(column)])\" has PostgreSQL's type \(type); CAST it")
        }
        return value
    }
}

/// A value that does not fit what the statement takes or gives.
struct WireProblem: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
