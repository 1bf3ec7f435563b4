extension Ticket {
    /// The ticket as the command line prints it: what is absent is left out, null is null, times are in UTC.
    /// - Parameter includingRaw: whether `raw`, what the provider sent, comes with it.
    package func json(includingRaw: Bool) -> JSONValue {
        var members: [String: JSONValue] = [:]
        for field in TicketField.allCases where field != .raw || includingRaw {
            switch presence(of: field) {
            case .absent: continue
            case .null: members[field.rawValue] = .null
            case .value(let value): members[field.rawValue] = value
            }
        }
        return .object(members)
    }
}
