/// A value that has left a `lua_State`, or is about to enter one.
///
/// It holds no pointer into the state.
package enum LuaValue: Hashable, Sendable {
    case `nil`
    /// JSON's null, which is not absence.
    case null
    case boolean(Bool)
    /// Lua tells integers from floats; both survive the way there and back.
    case integer(Int64)
    case number(Double)
    case string(LuaBytes)
    indirect case table(LuaTable)
    /// A function of the host, by its number in the engine.
    case hostFunction(Int)
    /// A function that the shim has in C.
    case native(NativeFunction)
    /// A function of the script: it stays in its state, only its presence crosses.
    case function
    /// What cannot cross: a coroutine or foreign userdata, by its type's name.
    case opaque(String)
}

extension LuaValue {
    package static func text(_ text: some StringProtocol) -> LuaValue {
        .string(LuaBytes(text))
    }

    package static func text(_ text: String) -> LuaValue {
        .string(LuaBytes(text))
    }

    package static func list(_ values: [LuaValue]) -> LuaValue {
        .table(LuaTable(list: values, isArray: true))
    }

    /// A table with string keys; a nil value leaves its key out.
    package static func fields(_ fields: [String: LuaValue]) -> LuaValue {
        var table = LuaTable()
        table.fields.reserveCapacity(fields.count)
        for (key, value) in fields where value != .nil { table.fields[LuaBytes(key)] = value }
        return .table(table)
    }

    /// The string read as UTF-8; nil where the value is no string.
    package var text: String? {
        if case .string(let bytes) = self { bytes.text } else { nil }
    }

    package var bytes: [UInt8]? {
        if case .string(let bytes) = self { bytes.bytes } else { nil }
    }

    package var table: LuaTable? {
        if case .table(let table) = self { table } else { nil }
    }

    package var boolean: Bool? {
        if case .boolean(let boolean) = self { boolean } else { nil }
    }

    /// An integer, or a float that is one.
    package var integer: Int64? {
        switch self {
        case .integer(let integer): integer
        case .number(let number): Int64(exactly: number)
        default: nil
        }
    }

    package var number: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .number(let number): number
        default: nil
        }
    }

    /// Whether Lua takes the value for true.
    package var isTruthy: Bool {
        self != .nil && self != .boolean(false)
    }

    /// Neither absent nor null.
    package var isPresent: Bool {
        self != .nil && self != .null
    }

    /// The word for the value's type in messages.
    package var typeName: String {
        switch self {
        case .nil: "nil"
        case .null: "null"
        case .boolean: "boolean"
        case .integer, .number: "number"
        case .string: "string"
        case .table: "table"
        case .hostFunction, .native, .function: "function"
        case .opaque(let name): name
        }
    }
}

extension LuaValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral text: String) { self = .text(text) }
    package init(integerLiteral integer: Int64) { self = .integer(integer) }
    package init(booleanLiteral boolean: Bool) { self = .boolean(boolean) }
}
