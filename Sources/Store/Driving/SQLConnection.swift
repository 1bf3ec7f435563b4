/// What a driver gives: statements on one connection that stands in a transaction.
///
/// ``SQLTransaction`` keeps the rules that are the same everywhere (ended, spoilt, savepoints, wakes), so a driver
/// only runs statements, and only one at a time but for those within ``scan(_:_:_:)``.
package protocol SQLConnection: AnyObject {
    /// Which database it is.
    var dialect: SQLDialect { get }

    /// False once the database itself has rolled the transaction back, or the connection is gone.
    var isInTransaction: Bool { get }

    /// Runs a statement, prepared once per connection, and counts the rows it touched.
    func run(_ sql: SQL, _ values: [SQLValue]) throws(StoreFailure) -> Int

    /// Runs a statement once for each set of values.
    func run(_ sql: SQL, rows: [[SQLValue]]) throws(StoreFailure) -> Int

    /// Runs an insertion once for each set of values; answers the `id` of each new row, nil for one that was left out.
    func insert(_ sql: SQL, rows: [[SQLValue]]) throws(StoreFailure) -> [Int64?]

    /// Runs a statement and takes all its rows.
    func query(_ sql: SQL, _ values: [SQLValue]) throws(StoreFailure) -> [SQLRow]

    /// Runs a statement and hands over its rows as they come, until the body answers false.
    func scan(_ sql: SQL, _ values: [SQLValue], _ body: (SQLRow) -> Bool) throws(StoreFailure)

    /// Runs a savepoint's statement as it stands.
    func control(_ text: String) throws(StoreFailure)
}
