import TicketModel

/// What a run keeps of the change that made it; the ticket and the message are read from the mirror when it begins.
struct ChangePayload: Sendable, Equatable {
    let kind: ChangeKind
    let actor: TicketModel.Actor
    let message: String?
    let from: ObservedStatus?
    let to: ObservedStatus?

    init(_ change: TicketChange) {
        kind = change.kind
        actor = change.actor
        message = change.message?.id
        from = change.from
        to = change.to
    }

    init?(_ json: JSONValue) {
        guard let kind = json["kind"]?.stringValue.flatMap(ChangeKind.init(rawValue:)),
            let actor = json["actor"]?.stringValue.flatMap(TicketModel.Actor.init(rawValue:))
        else { return nil }
        self.kind = kind
        self.actor = actor
        message = json["message"]?.stringValue
        from = json["from"].flatMap(Self.status)
        to = json["to"].flatMap(Self.status)
    }

    var json: JSONValue {
        var members: [String: JSONValue] = ["kind": .string(kind.rawValue), "actor": .string(actor.rawValue)]
        members["message"] = message.map(JSONValue.string)
        members["from"] = from.map(Self.json)
        members["to"] = to.map(Self.json)
        return .object(members)
    }

    /// The change, with the ticket and its messages as they are by now.
    func change(of ticket: Ticket, messages: [Message]?) -> TicketChange {
        TicketChange(
            kind: kind,
            ticket: ticket,
            message: message.flatMap { id in messages?.first { $0.id == id } },
            actor: actor,
            from: from,
            to: to
        )
    }

    private static func json(_ status: ObservedStatus) -> JSONValue {
        var members: [String: JSONValue] = ["status": .string(status.status.rawValue)]
        members["raw"] = status.raw.map(JSONValue.string)
        return .object(members)
    }

    private static func status(_ json: JSONValue) -> ObservedStatus? {
        json["status"]?.stringValue.flatMap(TicketStatus.init(rawValue:)).map {
            ObservedStatus($0, raw: json["raw"]?.stringValue)
        }
    }
}
