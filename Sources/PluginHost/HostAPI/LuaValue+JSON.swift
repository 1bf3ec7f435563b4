import LuaRuntime
import TicketModel

extension LuaValue {
    /// The Lua value for a JSON value; null stays null.
    init(_ json: JSONValue) {
        switch json {
        case .null: self = .null
        case .bool(let bool): self = .boolean(bool)
        case .integer(let integer): self = .integer(integer)
        case .number(let number): self = .number(number)
        case .string(let text): self = .text(text)
        case .array(let elements): self = .list(elements.map(LuaValue.init))
        case .object(let members): self = .fields(members.mapValues(LuaValue.init))
        }
    }

    /// The JSON value for a Lua value.
    ///
    /// What JSON has no word for, a function say, is null.
    var json: JSONValue {
        switch self {
        case .nil, .null, .hostFunction, .native, .function, .opaque: .null
        case .boolean(let boolean): .bool(boolean)
        case .integer(let integer): .integer(integer)
        case .number(let number): .number(number)
        case .string(let bytes): .string(bytes.text)
        case .table(let table): table.json
        }
    }
}

extension LuaTable {
    /// A list where the table is one, else an object; an unmarked empty table is an object.
    var json: JSONValue {
        if isArray || (!list.isEmpty && fields.isEmpty && sparse.isEmpty) {
            return .array(list.map(\.json))
        }
        return .object(members)
    }

    /// Everything by name: string keys, and the numbers of the rest written out.
    var members: [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        for (key, value) in fields { members[key.text] = value.json }
        for (index, value) in list.enumerated() { members[String(index + 1)] = value.json }
        for (key, value) in sparse { members[String(key)] = value.json }
        return members
    }

    /// Keys and values in the order of the keys, as text.
    var sortedFields: [(key: String, value: LuaValue)] {
        fields.map { (key: $0.key.text, value: $0.value) }.sorted { $0.key < $1.key }
    }
}
