/// What a provider tells of one field: nothing at all, that it is null, or a value.
///
/// Absent, null and empty are three different things: an empty list is `.value([])`.
package enum Presence<Value> {
    /// The provider did not tell the field.
    case absent
    /// The provider said that the field is null.
    case null
    /// The provider told this.
    case value(Value)

    /// A value where there is one; `nil` stands for absent, never for null.
    package init(_ optional: Value?) {
        self = optional.map(Presence.value) ?? .absent
    }

    /// The value, or `nil` where the field is absent or null.
    package var value: Value? {
        guard case .value(let value) = self else { return nil }
        return value
    }

    /// Whether the provider told nothing of the field.
    package var isAbsent: Bool {
        guard case .absent = self else { return false }
        return true
    }

    /// The word for which of the three it is: `absent`, `null` or `value`.
    package var word: String {
        switch self {
        case .absent: "absent"
        case .null: "null"
        case .value: "value"
        }
    }

    /// The same presence with its value transformed.
    package func map<Other, Failure: Error>(
        _ transform: (Value) throws(Failure) -> Other
    ) throws(Failure) -> Presence<Other> {
        switch self {
        case .absent: .absent
        case .null: .null
        case .value(let value): .value(try transform(value))
        }
    }
}

extension Presence: Sendable where Value: Sendable {}
extension Presence: Equatable where Value: Equatable {}
extension Presence: Hashable where Value: Hashable {}
