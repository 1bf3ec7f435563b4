import Foundation
import TicketModel

/// A value on its way into the database or out of it.
///
/// Booleans are the integers 0 and 1, times are integer microseconds since 1970, JSON is text.
package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    /// NaN is stored as null: SQLite cannot hold it.
    case real(Double)
    /// UTF-8. PostgreSQL cannot hold a NUL character, so both drivers store U+FFFD in its place; compare
    /// with ``storable(_:)`` what is compared with a stored text.
    case text(String)
    case bytes([UInt8])

    /// Any value that has a place in the database.
    package static func value(_ value: some SQLConvertible) -> SQLValue {
        value.sqlValue
    }

    /// A list for `{texts $1}`.
    package static func texts(_ texts: some Sequence<String>) -> SQLValue {
        .text(JSONValue.array(texts.map { .string(storable($0)) }).text())
    }

    /// A list for `{integers $1}`.
    package static func integers(_ integers: some Sequence<Int64>) -> SQLValue {
        .text(JSONValue.array(integers.map { .integer($0) }).text())
    }

    /// The text as it comes back from the database.
    package static func storable(_ text: String) -> String {
        holdsNUL(text) ? String(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : Character($0) }) : text
    }

    private static func holdsNUL(_ text: String) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { bytes in
            guard let start = bytes.baseAddress else { return false }
            return memchr(start, 0, bytes.count) != nil
        } ?? text.utf8.contains(0)
    }

    /// What messages call the value's type; never the value itself.
    package var typeName: String {
        switch self {
        case .null: "null"
        case .integer: "an integer"
        case .real: "a real number"
        case .text: "text"
        case .bytes: "bytes"
        }
    }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral {
    package init(stringLiteral text: String) { self = .text(text) }
    package init(integerLiteral integer: Int64) { self = .integer(integer) }
    package init(nilLiteral: ()) { self = .null }
}
