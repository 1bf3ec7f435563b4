import CLua
import CLuaShim

extension LuaStack {
    /// Copies of the values from `first` to the top, and how many bytes they take about.
    func copies(from first: Int32) throws(LuaFailure) -> (values: [LuaValue], bytes: Int64) {
        guard first <= top else { return ([], 0) }
        var allowance = CopyAllowance()
        var values: [LuaValue] = []
        values.reserveCapacity(Int(top - first + 1))
        for index in first...top { values.append(try value(at: index, depth: 0, &allowance)) }
        return (values, allowance.spent)
    }

    func value(at index: Int32) throws(LuaFailure) -> LuaValue {
        var allowance = CopyAllowance()
        return try value(at: index, depth: 0, &allowance)
    }

    private func value(at index: Int32, depth: Int, _ allowance: inout CopyAllowance) throws(LuaFailure) -> LuaValue {
        try allowance.takeValue()
        switch lua_type(thread, index) {
        case LUA_TNONE, LUA_TNIL:
            return .nil
        case LUA_TBOOLEAN:
            return .boolean(usher_boolean(thread, index))
        case LUA_TNUMBER:
            return usher_is_integer(thread, index)
                ? .integer(usher_integer(thread, index)) : .number(usher_number(thread, index))
        case LUA_TSTRING:
            try allowance.take(bytes: lua_rawlen(thread, index))
            return .string(bytes(at: index))
        case LUA_TTABLE:
            return .table(try table(at: usher_absolute(thread, index), depth: depth, &allowance))
        case LUA_TFUNCTION:
            return .function
        default:
            if usher_is_null(thread, index) { return .null }
            if usher_json_push_lazy(thread, index) {
                defer { pop() }
                return try value(at: -1, depth: depth, &allowance)
            }
            return .opaque(String(cString: lua_typename(thread, lua_type(thread, index))))
        }
    }

    /// The bytes of the string at `index`, copied at once; the index must hold a string.
    func bytes(at index: Int32) -> LuaBytes {
        var count = 0
        guard let start = lua_tolstring(thread, index, &count) else { return LuaBytes([UInt8]()) }
        return UnsafeRawBufferPointer(start: start, count: count).withMemoryRebound(to: UInt8.self) { bytes in
            LuaBytes(copying: bytes)
        }
    }

    /// How many keys a table is expected to have that has any.
    private static let likelyFields = 8

    private func table(at index: Int32, depth: Int, _ allowance: inout CopyAllowance) throws(LuaFailure) -> LuaTable {
        guard depth < Self.deepest, lua_checkstack(thread, 8) != 0 else { throw Self.tooDeep }
        var table = LuaTable(isArray: usher_is_marked_array(thread, index))
        let count = Int64(lua_rawlen(thread, index))
        if count > 0 {
            // The length may be that of a table with holes, whose list ends before.
            table.list.reserveCapacity(Int(min(count, 1000)))
            for position in 1...count {
                lua_rawgeti(thread, index, position)
                let element = try value(at: -1, depth: depth + 1, &allowance)
                pop()
                guard element != .nil else { break }
                table.list.append(element)
            }
        }
        let listed = Int64(table.list.count)
        lua_pushnil(thread)
        while lua_next(thread, index) != 0 {
            switch lua_type(thread, -2) {
            case LUA_TSTRING:
                try allowance.take(bytes: lua_rawlen(thread, -2))
                if table.fields.isEmpty { table.fields.reserveCapacity(Self.likelyFields) }
                table.fields[bytes(at: -2)] = try value(at: -1, depth: depth + 1, &allowance)
            case LUA_TNUMBER where usher_is_integer(thread, -2):
                let key = usher_integer(thread, -2)
                if key < 1 || key > listed { table.sparse[key] = try value(at: -1, depth: depth + 1, &allowance) }
            default:
                let type = String(cString: lua_typename(thread, lua_type(thread, -2)))
                throw LuaFailure(.misuse, "a table's keys must be strings or integers here, not a \(type)")
            }
            pop()
        }
        return table
    }
}

/// What one copy out of a state may still hold.
///
/// A copy is a tree: a table that is reached twice is there twice, so a small table of the script's may have a copy
/// without end.
private struct CopyAllowance {
    private static let mostValues = 1_000_000
    private static let mostBytes: UInt64 = 64 << 20

    private var values = mostValues
    private var bytes = mostBytes

    /// What was copied, in bytes.
    var spent: Int64 {
        Int64(Self.mostBytes - bytes) + Int64(Self.mostValues - values) * 16
    }

    mutating func takeValue() throws(LuaFailure) {
        guard values > 0 else {
            throw Self.tooLarge("\(Self.mostValues) values")
        }
        values -= 1
    }

    mutating func take(bytes count: UInt64) throws(LuaFailure) {
        guard bytes >= count else {
            throw Self.tooLarge("\(Self.mostBytes >> 20) MB of text")
        }
        bytes -= count
    }

    private static func tooLarge(_ most: String) -> LuaFailure {
        LuaFailure(
            .misuse,
            "what is handed to the host holds more than \(most), a shared table counted each time it is reached; "
                + "hand over less at a time"
        )
    }
}
