/// One row of an answer; a copy, good for as long as one likes.
///
/// ```swift
/// let id: Int64 = try row["id"]
/// let assignee: String? = try row["assignee"]
/// ```
package struct SQLRow: Sendable {
    /// The names of the columns, shared by all rows of an answer.
    package let columns: SQLColumns
    /// The values in the columns' order.
    package let values: [SQLValue]

    /// Makes a row, with as many values as there are columns.
    package init(columns: SQLColumns, values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// The column's value as the type asked for.
    ///
    /// A column that is not there, and a value of another type, are ``StoreFailure/Kind/misuse``.
    package subscript<Value: SQLConvertible>(_ name: String) -> Value {
        get throws {
            guard let position = columns.position(of: name) else {
                throw StoreFailure.noColumn(name, has: columns.names)
            }
            return try decode(position)
        }
    }

    /// The value at a position from zero, as the type asked for.
    package subscript<Value: SQLConvertible>(_ position: Int) -> Value {
        get throws {
            guard values.indices.contains(position) else {
                throw StoreFailure.noColumn(String(position), has: columns.names)
            }
            return try decode(position)
        }
    }

    private func decode<Value: SQLConvertible>(_ position: Int) throws -> Value {
        guard let value = Value(sqlValue: values[position]) else {
            throw StoreFailure.wrongType(
                column: columns.names[position],
                holds: values[position].typeName,
                asked: Value.sqlName
            )
        }
        return value
    }
}

/// The columns of an answer.
package final class SQLColumns: Sendable {
    /// The names, in order.
    package let names: [String]
    private let positions: [String: Int]

    /// Of columns with the same name the first one counts.
    package init(_ names: [String]) {
        self.names = names
        positions = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Where the column stands, from zero.
    package func position(of name: String) -> Int? {
        positions[name]
    }
}
