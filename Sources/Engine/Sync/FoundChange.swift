import TicketModel

/// How one field differs between two reads.
struct FieldDifference: Sendable, Equatable {
    var from: Presence<JSONValue>
    var to: Presence<JSONValue>

    /// `{"from": …, "to": …}`, without what is absent.
    var json: JSONValue {
        var members: [String: JSONValue] = [:]
        members["from"] = from.json
        members["to"] = to.json
        return .object(members)
    }
}

/// A change between what the mirror holds and what was read, before it stands in the log.
struct FoundChange: Sendable, Equatable {
    var kind: ChangeKind
    var actor = TicketModel.Actor.unknown
    var message: Message?
    var from: ObservedStatus?
    var to: ObservedStatus?
    var fields: [TicketField: FieldDifference] = [:]
    /// The key of our effect that it is the echo of.
    var cause: String?
    var depth = 0

    /// As it stands in the log.
    var difference: JSONValue {
        .object(Dictionary(uniqueKeysWithValues: fields.map { ($0.key.rawValue, $0.value.json) }))
    }
}

extension Presence<JSONValue> {
    fileprivate var json: JSONValue? {
        switch self {
        case .absent: nil
        case .null: .null
        case .value(let value): value
        }
    }
}
