import CLua
import CLuaShim

/// The raw stack of one Lua thread, for the short time that nothing else runs in its state.
///
/// Only raw access: no call here can run a metamethod, and the host's window is open, so none can raise.
struct LuaStack {
    let thread: OpaquePointer

    /// How deep tables may be nested on their way across.
    static let deepest = 100

    init(_ thread: OpaquePointer) {
        self.thread = thread
    }

    var top: Int32 { lua_gettop(thread) }

    func pop(_ count: Int32 = 1) {
        usher_pop(thread, count)
    }

    /// Moves the first of the `count` values on top into the registry and empties the stack.
    ///
    /// The answer is the registry's reference to it, which stands for nil where there is no value.
    func takeFirst(of count: Int32) -> Int32 {
        if count == 0 { lua_pushnil(thread) } else { lua_settop(thread, top - count + 1) }
        let reference = luaL_ref(thread, usher_registry_index())
        lua_settop(thread, 0)
        return reference
    }

    // MARK: Into Lua

    func push(_ values: [LuaValue]) throws(LuaFailure) {
        guard lua_checkstack(thread, Int32(clamping: values.count + 8)) != 0 else {
            throw LuaFailure(.misuse, "more values than a Lua stack can hold")
        }
        for value in values { try push(value) }
    }

    func push(_ value: LuaValue, depth: Int = 0) throws(LuaFailure) {
        guard depth < Self.deepest, lua_checkstack(thread, 8) != 0 else { throw Self.tooDeep }
        switch value {
        case .nil: lua_pushnil(thread)
        case .null: usher_push_null(thread)
        case .boolean(let boolean): lua_pushboolean(thread, boolean ? 1 : 0)
        case .integer(let integer): lua_pushinteger(thread, integer)
        case .number(let number): lua_pushnumber(thread, number)
        case .string(let bytes): push(bytes)
        case .table(let table): try push(table, depth: depth)
        case .hostFunction(let number): usher_push_function(thread, Int32(number))
        case .native(.jsonDecode): usher_push_json_decode(thread)
        case .native(.jsonLazy): usher_push_json_lazy(thread)
        case .native(.jsonCopy): usher_push_json_copy(thread)
        case .native(.jsonEncode): usher_push_json_encode(thread)
        case .native(.jsonArray): usher_push_json_array(thread)
        case .function, .opaque: throw LuaFailure(.misuse, "a \(value.typeName) cannot be handed back to Lua")
        }
    }

    func push(_ bytes: LuaBytes) {
        bytes.withBytes { buffer in
            let start = UnsafeRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self)
            _ = lua_pushlstring(thread, start, buffer.count)
        }
    }

    private func push(_ table: LuaTable, depth: Int) throws(LuaFailure) {
        lua_createtable(thread, Int32(clamping: table.list.count), Int32(clamping: table.fields.count))
        for (index, element) in table.list.enumerated() {
            try push(element, depth: depth + 1)
            lua_rawseti(thread, -2, Int64(index + 1))
        }
        for (key, element) in table.sparse {
            try push(element, depth: depth + 1)
            lua_rawseti(thread, -2, key)
        }
        for (key, element) in table.fields {
            push(key)
            try push(element, depth: depth + 1)
            lua_rawset(thread, -3)
        }
        if table.isArray { usher_mark_array(thread, -1) }
    }

    static var tooDeep: LuaFailure {
        LuaFailure(.misuse, "a table is nested deeper than \(deepest) levels, or holds itself")
    }
}
