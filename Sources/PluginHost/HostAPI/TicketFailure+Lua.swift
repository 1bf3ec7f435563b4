import LuaRuntime
import TicketModel

extension TicketFailure {
    /// The `err` that a plugin gets.
    var lua: LuaValue {
        var table = LuaTable()
        table["kind"] = .text(kind.rawValue)
        table["message"] = .text(message)
        table["status"] = status.map { .integer(Int64($0)) } ?? .nil
        table["code"] = code.map { .text($0) } ?? .nil
        table["provider_message"] = providerMessage.map { .text($0) } ?? .nil
        table["retry_after"] = retryAfter.map { .number($0.seconds) } ?? .nil
        table["connection"] = connection.map { .text($0) } ?? .nil
        if !fields.isEmpty { table["fields"] = .fields(fields.mapValues { .list($0.map { .text($0) }) }) }
        return .table(table)
    }

    /// The failure that a plugin gave back or raised; nil where the table is none.
    init?(raised table: LuaTable) {
        guard let kind = table["kind"].text.flatMap(ErrorKind.init(rawValue:)), let message = table["message"].text
        else {
            return nil
        }
        var fields: [String: [String]] = [:]
        for (name, value) in table["fields"].table?.sortedFields ?? [] {
            fields[name] = value.table?.list.compactMap(\.text) ?? value.text.map { [$0] } ?? []
        }
        self.init(
            kind,
            message,
            connection: table["connection"].text,
            status: table["status"].integer.map(Int.init),
            code: table["code"].text,
            providerMessage: table["provider_message"].text,
            retryAfter: table["retry_after"].number.flatMap { TimeSpan(seconds: $0) },
            fields: fields
        )
    }
}
