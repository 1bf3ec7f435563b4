import GRDB
import GRDBSQLite
import Store

/// One of the pool's connections as the store sees it.
///
/// Statements are prepared through GRDB and stepped here: GRDB binds text up to its first NUL and copies bytes through
/// Foundation. Transactions are told by SQL, so that a batch can put savepoints between its writes.
///
/// `@unchecked Sendable`: it is touched only on its connection's queue, or when that has ended for good.
final class SQLiteConnection: SQLConnection, @unchecked Sendable {
    private unowned let database: Database
    private let location: String
    private let patience: Duration
    private var statements = StatementCache<SQLiteStatementHandle>()

    init(_ database: Database, location: String, patience: Duration) {
        self.database = database
        self.location = location
        self.patience = patience
    }

    var dialect: SQLDialect { .sqlite }

    var isInTransaction: Bool { database.isInsideTransaction }

    func run(_ sql: SQL, _ values: [SQLValue]) throws(StoreFailure) -> Int {
        try using(sql) { statement throws(StoreFailure) in
            try changes(statement, sql, values)
        }
    }

    func run(_ sql: SQL, rows: [[SQLValue]]) throws(StoreFailure) -> Int {
        try using(sql) { statement throws(StoreFailure) in
            var count = 0
            for values in rows { count += try changes(statement, sql, values) }
            return count
        }
    }

    func insert(_ sql: SQL, rows: [[SQLValue]]) throws(StoreFailure) -> [Int64?] {
        try using(sql) { statement throws(StoreFailure) in
            var numbers: [Int64?] = []
            numbers.reserveCapacity(rows.count)
            for values in rows {
                let isNew = try changes(statement, sql, values) > 0
                numbers.append(isNew ? sqlite3_last_insert_rowid(database.sqliteConnection) : nil)
            }
            return numbers
        }
    }

    func query(_ sql: SQL, _ values: [SQLValue]) throws(StoreFailure) -> [SQLRow] {
        try using(sql) { statement throws(StoreFailure) in
            try bind(values, to: statement, sql)
            var rows: [SQLRow] = []
            while try step(statement, sql) { rows.append(statement.row()) }
            return rows
        }
    }

    func scan(_ sql: SQL, _ values: [SQLValue], _ body: (SQLRow) -> Bool) throws(StoreFailure) {
        try using(sql) { statement throws(StoreFailure) in
            try bind(values, to: statement, sql)
            while try step(statement, sql), body(statement.row()) {}
        }
    }

    func control(_ text: String) throws(StoreFailure) {
        let sql = SQL(unchecked: text)
        try using(sql, rendered: text) { statement throws(StoreFailure) in
            _ = try step(statement, sql)
        }
    }

    func forgetStatements() {
        statements.removeAll()
    }

    /// A statement in use is not in the cache: the same text within a scan gets another one.
    private func using<Value>(
        _ sql: SQL,
        rendered: String? = nil,
        _ work: (SQLiteStatementHandle) throws(StoreFailure) -> Value
    ) throws(StoreFailure) -> Value {
        let statement: SQLiteStatementHandle
        if let prepared = statements.take(sql) {
            statement = prepared
        } else {
            let text = if let rendered { rendered } else { try dialect.render(sql) }
            statement = try prepare(sql, text)
        }
        defer {
            statement.reset()
            _ = statements.put(statement, for: sql)
        }
        return try work(statement)
    }

    private func prepare(_ sql: SQL, _ rendered: String) throws(StoreFailure) -> SQLiteStatementHandle {
        do {
            return SQLiteStatementHandle(try database.makeStatement(sql: rendered))
        } catch let error as DatabaseError {
            throw StoreFailure(error, sql: sql, location: location, patience: patience)
        } catch {
            throw .misuse(String(describing: error), sql, location)
        }
    }

    private func bind(
        _ values: [SQLValue],
        to statement: SQLiteStatementHandle,
        _ sql: SQL
    ) throws(StoreFailure) {
        guard values.count == statement.places else {
            throw .wrongCount(sql, takes: statement.places, given: values.count, location)
        }
        for (position, value) in values.enumerated() {
            let code = statement.bind(value, at: Int32(position + 1))
            if code != SQLITE_OK { throw failure(code, sql) }
        }
    }

    private func changes(
        _ statement: SQLiteStatementHandle,
        _ sql: SQL,
        _ values: [SQLValue]
    ) throws(StoreFailure) -> Int {
        try bind(values, to: statement, sql)
        let before = sqlite3_total_changes(database.sqliteConnection)
        while try step(statement, sql) {}
        let hasChanged = sqlite3_total_changes(database.sqliteConnection) != before
        statement.reset()
        // A statement that changes no row leaves the count of the one before it.
        return hasChanged ? Int(sqlite3_changes(database.sqliteConnection)) : 0
    }

    private func step(_ statement: SQLiteStatementHandle, _ sql: SQL) throws(StoreFailure) -> Bool {
        switch statement.step() {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw failure(code, sql)
        }
    }

    private func failure(_ code: Int32, _ sql: SQL) -> StoreFailure {
        StoreFailure(
            code: code,
            reason: String(cString: sqlite3_errmsg(database.sqliteConnection)),
            sql: sql,
            location: location,
            patience: patience
        )
    }
}
