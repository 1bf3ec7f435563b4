extension Ticket {
    /// The ticket as the command line prints it: what is absent is left out, null is null, times are in UTC.
    ///
    /// `local` names the fields that stand in our store, where there are any. `raw`, what the provider sent, comes with it only when asked for.
    package func json(includingRaw: Bool) -> JSONValue {
        var members: [String: JSONValue] = [:]
        for field in TicketField.allCases where field != .raw || includingRaw {
            switch presence(of: field) {
            case .absent: continue
            case .null: members[field.rawValue] = .null
            case .value(let value): members[field.rawValue] = value
            }
        }
        members["local"] = localNames
        return .object(members)
    }

    /// The names of the fields that stand in our store; nil where there are none.
    var localNames: JSONValue? {
        local.isEmpty ? nil : .array(local.map { .string($0.rawValue) })
    }
}
