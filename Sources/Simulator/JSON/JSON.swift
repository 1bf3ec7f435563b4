/// A JSON value that keeps the order of an object's keys, so that answers look like the vendors' samples.
package enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([Member])

    /// One key of an object with its value.
    package struct Member: Sendable, Equatable {
        /// The key as it stands in the text.
        package var key: String
        /// The value of the key.
        package var value: JSON

        /// A member with a key and a value.
        package init(_ key: String, _ value: JSON) {
            self.key = key
            self.value = value
        }
    }

    /// A string, or null where there is none.
    package init(_ text: String?) {
        self = text.map(JSON.string) ?? .null
    }

    /// An integer, or null where there is none.
    package init(_ integer: Int?) {
        self = integer.map(JSON.integer) ?? .null
    }
}

extension JSON {
    /// The value of a key, nil where the value is no object or lacks the key.
    package subscript(_ key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The element at a position, nil where the value is no array or too short.
    package subscript(_ position: Int) -> JSON? {
        guard case .array(let elements) = self, elements.indices.contains(position) else { return nil }
        return elements[position]
    }

    /// The text of a string.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of an integer.
    package var integerValue: Int? {
        if case .integer(let integer) = self { integer } else { nil }
    }

    /// The value of `true` and `false`.
    package var boolValue: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    /// The elements of an array, none for every other value.
    package var elements: [JSON] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// The members of an object, none for every other value.
    package var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }

    /// The keys of an object in their order.
    package var keys: [String] { members.map(\.key) }

    /// Appends a member to an object; every other value stays as it is.
    mutating func append(_ key: String, _ value: JSON) {
        guard case .object(var members) = self else { return }
        members.append(Member(key, value))
        self = .object(members)
    }
}

// No nil literal: in an optional it would be taken for a null that is there.
extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}
