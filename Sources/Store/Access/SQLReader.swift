/// What a transaction can be asked; all that a `read` may do.
///
/// It is good only within the closure that it was given to, on the closure's thread.
package protocol SQLReader: AnyObject {
    /// Which database answers.
    var dialect: SQLDialect { get }

    /// Every row that the statement answers.
    func query(_ sql: SQL, _ values: [SQLValue]) throws -> [SQLRow]

    /// Hands over the rows one at a time, for results that do not fit in memory, until `body` answers false.
    ///
    /// The body may run other statements.
    func forEach(_ sql: SQL, _ values: [SQLValue], _ body: (SQLRow) throws -> Bool) throws
}

extension SQLReader {
    /// Every row of a statement without values.
    package func query(_ sql: SQL) throws -> [SQLRow] {
        try query(sql, [])
    }

    /// The first row, or `nil` where there is none.
    package func first(_ sql: SQL, _ values: [SQLValue] = []) throws -> SQLRow? {
        try query(sql, values).first
    }

    /// The one row that there must be; none is ``StoreFailure/Kind/misuse``.
    package func one(_ sql: SQL, _ values: [SQLValue] = []) throws -> SQLRow {
        guard let row = try first(sql, values) else { throw StoreFailure.noRow(sql) }
        return row
    }

    /// The first column of the one row that there must be, as a count asks for.
    package func value<Value: SQLConvertible>(_ sql: SQL, _ values: [SQLValue] = []) throws -> Value {
        try one(sql, values)[0]
    }
}
