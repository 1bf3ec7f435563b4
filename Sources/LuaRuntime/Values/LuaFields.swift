import OrderedCollections

/// What stands under a table's string keys, in no order that means anything.
///
/// Nearly all tables have few keys, which are searched without being hashed.
package struct LuaFields: Sendable, Sequence {
    private var pairs: OrderedDictionary<LuaBytes, LuaValue> = [:]

    package init() {}

    package var count: Int { pairs.count }
    package var isEmpty: Bool { pairs.isEmpty }
    package var keys: [LuaBytes] { Array(pairs.keys) }

    package subscript(key: LuaBytes) -> LuaValue? {
        get { pairs[key] }
        set { pairs[key] = newValue }
    }

    package mutating func reserveCapacity(_ count: Int) {
        pairs.reserveCapacity(count)
    }

    package func makeIterator() -> AnyIterator<(key: LuaBytes, value: LuaValue)> {
        var place = 0
        return AnyIterator { [pairs] in
            guard place < pairs.count else { return nil }
            defer { place += 1 }
            return pairs.elements[place]
        }
    }
}

extension LuaFields: Hashable {
    /// The order of the keys does not count.
    package static func == (one: LuaFields, other: LuaFields) -> Bool {
        one.count == other.count && one.pairs.allSatisfy { other.pairs[$0.key] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(Set(pairs.keys))
    }
}

extension LuaFields: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral pairs: (LuaBytes, LuaValue)...) {
        for (key, value) in pairs { self[key] = value }
    }
}
