/// HTTP header fields in order, found whatever their case, with as many values as were sent.
///
/// ```swift
/// var headers: HeaderList = ["Accept": "application/json"]
/// headers.append("X-Tag", "a")
/// headers.first("accept")  // "application/json"
/// ```
package struct HeaderList: Sendable, Hashable {
    /// One header field, its name as it was written.
    package struct Field: Sendable, Hashable {
        /// As written.
        package var name: String
        /// Without the spaces around it.
        package var value: String
    }

    private var fields: [Field] = []

    /// Makes an empty list.
    package init() {}

    /// Makes a list of the fields in their order.
    package init(_ fields: some Sequence<(String, String)>) {
        self.fields = fields.map { Field(name: $0.0, value: $0.1) }
    }

    /// The first value of the field, if it is there.
    package func first(_ name: String) -> String? {
        fields.first { Self.same($0.name, name) }?.value
    }

    /// Every value of the field, in order.
    package func all(_ name: String) -> [String] {
        fields.filter { Self.same($0.name, name) }.map(\.value)
    }

    /// The field's values joined with `", "`, as RFC 9110 allows, if it is there.
    package func joined(_ name: String) -> String? {
        let values = all(name)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// Adds a field behind the others; what has the same name stays.
    package mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Puts one value in the place of all that have this name.
    package mutating func replace(_ name: String, _ value: String) {
        remove(name)
        append(name, value)
    }

    /// Takes every field of this name away.
    package mutating func remove(_ name: String) {
        fields.removeAll { Self.same($0.name, name) }
    }

    /// Lays `other` over this list: a name that `other` has loses its values here.
    package func overlaid(by other: HeaderList) -> HeaderList {
        var result = self
        for field in other {
            result.remove(field.name)
        }
        result.fields += other.fields
        return result
    }

    private static func same(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.lowercased() == right.lowercased()
    }
}

extension HeaderList: Sequence {
    /// Goes through the fields in order.
    package func makeIterator() -> Array<Field>.Iterator {
        fields.makeIterator()
    }
}

extension HeaderList: ExpressibleByDictionaryLiteral {
    /// Makes a list as written; a name may stand there twice.
    package init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements)
    }
}
