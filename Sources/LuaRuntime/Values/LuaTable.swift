/// A copy of a Lua table: the list that begins at 1, and the rest by key.
package struct LuaTable: Hashable, Sendable {
    /// The values at 1, 2, 3 … up to the first hole.
    package var list: [LuaValue]
    /// What stands under string keys.
    package var fields: LuaFields
    /// What stands under integers outside the list.
    package var sparse: [Int64: LuaValue]
    /// Whether the table is marked as a JSON array, so that an empty one is one too.
    package var isArray: Bool

    package init(
        list: [LuaValue] = [],
        fields: LuaFields = [:],
        sparse: [Int64: LuaValue] = [:],
        isArray: Bool = false
    ) {
        self.list = list
        self.fields = fields
        self.sparse = sparse
        self.isArray = isArray
    }

    package var isEmpty: Bool {
        list.isEmpty && fields.isEmpty && sparse.isEmpty
    }

    /// The value under a string key; nil where there is none.
    package subscript(key: String) -> LuaValue {
        get { fields[LuaBytes(key)] ?? .nil }
        set { fields[LuaBytes(key)] = newValue == .nil ? nil : newValue }
    }
}
