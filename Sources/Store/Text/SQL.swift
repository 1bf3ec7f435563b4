/// A statement's text, the same for both databases.
///
/// Values stand as `$1`, `$2`, …; what the databases write differently stands in braces (``SQLDialect`` has the list). Only
/// literals and other `SQL` make one, so no value can slip into a text.
package struct SQL: Sendable, Hashable {
    /// The text as written, before a dialect renders it.
    package let text: String
    /// Made once: a statement is looked up by its text each time it is run.
    private let hash: Int

    /// Takes any text for SQL.
    ///
    /// Never let anything in it that came from outside.
    package init(unchecked text: String) {
        self.text = text
        hash = text.hashValue
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(hash)
    }

    package static func == (left: SQL, right: SQL) -> Bool {
        left.hash == right.hash && left.text == right.text
    }

    /// One text after the other; put the space between them yourself.
    package static func + (left: SQL, right: SQL) -> SQL {
        SQL(unchecked: left.text + right.text)
    }

    /// Appends a text; put the space before it yourself.
    package static func += (left: inout SQL, right: SQL) {
        left = left + right
    }

    /// The placeholder of a value by its place, from one.
    package static func place(_ number: Int) -> SQL {
        SQL(unchecked: "$\(number)")
    }
}

extension SQL: ExpressibleByStringInterpolation {
    /// Takes literals, and other `SQL`, never a string.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 8)
        }

        package mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        package mutating func appendInterpolation(_ sql: SQL) {
            text += sql.text
        }
    }

    package init(stringLiteral text: String) {
        self.init(unchecked: text)
    }

    package init(stringInterpolation: StringInterpolation) {
        self.init(unchecked: stringInterpolation.text)
    }
}

extension Sequence where Element == SQL {
    /// The texts with a separator between them.
    package func joined(separator: SQL) -> SQL {
        SQL(unchecked: map(\.text).joined(separator: separator.text))
    }
}
