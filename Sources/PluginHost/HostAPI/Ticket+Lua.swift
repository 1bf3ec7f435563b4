import LuaRuntime
import TicketModel

extension Ticket {
    /// Where the names stand of the fields that were kept beside the provider: `local` is a word of the language.
    static let localFields = "local_fields"

    /// What an automation's ticket reads under a name: normalised words, times in seconds, the body as plain text; null stays
    /// null, and nil is what the provider does not tell.
    ///
    /// What the provider sent goes over as the text it is kept as: few handlers read it.
    func lua(_ name: String) -> LuaValue {
        guard let field = TicketField(rawValue: name) else {
            return name == Self.localFields ? .list(local.map { .text($0.rawValue) }) : .nil
        }
        return switch field {
        case .bodyFormat: .nil
        case .raw: LuaValue(raw) { .string($0.text) }
        case .body: LuaValue(plainBody) { .string($0) }
        case .createdAt: LuaValue(seconds: createdAt)
        case .updatedAt: LuaValue(seconds: updatedAt)
        case .dueAt: LuaValue(seconds: dueAt)
        case .closedAt: LuaValue(seconds: closedAt)
        default: LuaValue(presence(of: field)) { $0 }
        }
    }

    /// All of what ``lua(_:)`` gives.
    var lua: LuaTable {
        var table = LuaTable()
        for name in TicketField.allCases.map(\.rawValue) + [Self.localFields] { table[name] = lua(name) }
        return table
    }

    private var times: [(TicketField, Presence<Timestamp>)] {
        [(.createdAt, createdAt), (.updatedAt, updatedAt), (.dueAt, dueAt), (.closedAt, closedAt)]
    }

    /// What a provider plugin is given of a ticket: its own words, as it told them.
    var providerRow: LuaValue {
        var table = LuaTable()
        table["id"] = .text(id.id)
        table["number"] = LuaValue(number) { .string($0) }
        table["url"] = LuaValue(url) { .string($0) }
        table["subject"] = LuaValue(subject) { .string($0) }
        table["body"] = LuaValue(body) { .string($0) }
        table["body_format"] = .text(bodyFormat.rawValue)
        table["status"] = LuaValue(statusRaw) { .string($0) }
        table["priority"] = LuaValue(priorityRaw) { .string($0) }
        table["version"] = LuaValue(version) { .string($0) }
        table["channel"] = LuaValue(channel) { .string($0) }
        table["requester"] = LuaValue(requester) { $0.json }
        table["assignee"] = LuaValue(assignee) { $0.json }
        table["tags"] = LuaValue(tags) { .array($0.map(JSONValue.string)) }
        table["fields"] = LuaValue(fields) { .object($0) }
        table["message_count"] = LuaValue(messageCount) { .integer(Int64($0)) }
        table["raw"] = LuaValue(raw) { $0.value }
        for (field, time) in times { table[field.rawValue] = LuaValue(seconds: time) }
        return .table(table)
    }
}

extension Message {
    /// What an automation reads: the body as plain text.
    var lua: LuaValue {
        var table = LuaValue(json).table ?? LuaTable()
        table["body"] = .text(plainBody)
        table["created_at"] = createdAt.value.map { .number($0.secondsSinceEpoch) } ?? .nil
        return .table(table)
    }
}

extension LuaValue {
    init<Value>(_ presence: Presence<Value>, _ json: (Value) -> JSONValue) {
        switch presence {
        case .absent: self = .nil
        case .null: self = .null
        case .value(let value): self = LuaValue(json(value))
        }
    }

    init(seconds presence: Presence<Timestamp>) {
        switch presence {
        case .absent: self = .nil
        case .null: self = .null
        case .value(let time): self = .number(time.secondsSinceEpoch)
        }
    }
}
