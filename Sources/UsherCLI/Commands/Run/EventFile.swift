import Engine
import TicketModel

/// A change to a ticket, as somebody wrote it down to try triggers on.
struct EventFile: Sendable, Equatable {
    private static let largest = 1 << 20
    private static let keys = ["actor", "from", "kind", "message", "ticket", "to"]

    let path: String
    let kind: ChangeKind
    let ticket: TicketID
    /// The id of the message that was added; nil for the last one.
    let message: String?
    let actor: TicketModel.Actor?
    let from: TicketStatus?
    let to: TicketStatus?

    /// Reads the file.
    init(path: String) throws(CommandFailure) {
        let bytes: [UInt8]
        do {
            bytes = try ConfigurationSurroundings.process.contents(path, Self.largest)
        } catch {
            throw .usage("the file \"\(path)\" \(error.clause); name another with --event")
        }
        let json: JSONValue
        do {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw .usage(in: path, "\(error)")
        }
        try self.init(json, path: path)
    }

    init(_ json: JSONValue, path: String) throws(CommandFailure) {
        guard let members = json.objectValue else {
            throw .usage(in: path, "an event is an object, as in {\"kind\": …}")
        }
        if let stray = members.keys.sorted().first(where: { !Self.keys.contains($0) }) {
            throw .usage(
                in: path,
                "\"\(stray)\" is no key of an event; the keys are \(ShownText.list(Self.keys, "and"))"
            )
        }
        self.path = path
        kind = try Self.word("kind", members, path: path, required: true) ?? .ticketUpdated
        actor = try Self.word("actor", members, path: path)
        from = try Self.word("from", members, path: path)
        to = try Self.word("to", members, path: path)
        message = members["message"]?.stringValue
        guard let id = members["ticket"]?.stringValue else {
            throw .usage(in: path, "the event names no ticket; add \"ticket\": \"CONNECTION/ID\"")
        }
        ticket = try TicketID(argument: id)
    }

    /// The change, with its ticket and message read live.
    func change(at connections: ConnectionSet) async throws(CommandFailure) -> TicketChange {
        let shown: ShownTicket
        do throws(TicketFailure) {
            shown = try await connections.desk.show(ticket)
        } catch {
            throw connections.explained(error)
        }
        var added: Message?
        if kind == .messageAdded || message != nil {
            added = message.map { id in shown.messages?.first { $0.id == id } } ?? shown.messages?.last
            if let message, added == nil { throw .usage(in: path, "\(ticket) has no message \"\(message)\"") }
        }
        return TicketChange(
            kind: kind,
            ticket: shown.ticket,
            message: added,
            actor: actor ?? added.map { TicketModel.Actor($0.author.kind) } ?? .unknown,
            from: from.map { ObservedStatus($0) },
            to: to.map { ObservedStatus($0) } ?? (kind == .statusChanged ? shown.ticket.observedStatus : nil)
        )
    }

    private static func word<Word: RawRepresentable<String> & CaseIterable>(
        _ key: String,
        _ members: [String: JSONValue],
        path: String,
        required: Bool = false
    ) throws(CommandFailure) -> Word? {
        guard let value = members[key], !value.isNull else {
            guard required else { return nil }
            throw .usage(in: path, "the event names no \(key); add \"\(key)\": one of \(words(Word.self))")
        }
        guard let word = value.stringValue.flatMap(Word.init) else {
            throw .usage(in: path, "\(key) cannot be \(value.text()); write \(words(Word.self))")
        }
        return word
    }

    private static func words<Word: RawRepresentable<String> & CaseIterable>(_: Word.Type) -> String {
        ShownText.list(Word.allCases.map(\.rawValue), "or")
    }
}

extension TicketModel.Actor {
    /// Who added a message.
    fileprivate init(_ author: MessageAuthor.Kind) {
        self =
            switch author {
            case .requester: .requester
            case .agent: .agent
            case .system: .system
            case .unknown: .unknown
            }
    }
}
