extension Effect {
    /// The effect as the command line prints it: `kind`, `ticket` where there is one, `ordinal`, and what is asked for.
    package var json: JSONValue {
        var members = actionMembers
        members["kind"] = .string(kind.rawValue)
        members["ordinal"] = .integer(Int64(ordinal))
        members["ticket"] = ticket.map { .string($0.description) }
        return .object(members)
    }

    private var actionMembers: [String: JSONValue] { action.members }
}

extension Effect.Action {
    /// About how many bytes it takes, its attachments among them, for budgets.
    package var size: Int {
        let files: [OutgoingAttachment] =
            switch self {
            case .reply(_, let attachments), .note(_, let attachments): attachments
            case .create(_, let new): new.attachments
            default: []
            }
        return files.reduce(JSONValue.object(members).size) { $0 + $1.data.count }
    }

    /// What is asked for, under the names of the command line.
    fileprivate var members: [String: JSONValue] {
        switch self {
        case .reply(let text, let attachments), .note(let text, let attachments):
            attachments.isEmpty
                ? ["text": .string(text)]
                : ["text": .string(text), "attachments": .array(attachments.map(\.json))]
        case .setStatus(let word): ["status": .string(word.description)]
        case .setPriority(let word): ["priority": .string(word.description)]
        case .assign(let assignee): ["assignee": .string(assignee)]
        case .addTags(let tags): ["add": .array(tags.map(JSONValue.string))]
        case .removeTags(let tags): ["remove": .array(tags.map(JSONValue.string))]
        case .create(let connection, let new):
            (new.json.objectValue ?? [:]).merging(["connection": .string(connection)]) { _, connection in connection }
        case .notify(let notifier, let text): ["notifier": .string(notifier), "text": .string(text)]
        case .later(let span, let handler, let payload):
            ["after": span.json, "handler": .string(handler), "payload": payload]
        }
    }
}

extension Effect: CustomStringConvertible {
    private static let longestText = 60

    /// One line for people, without the ticket; long texts are cut.
    package var description: String {
        switch action {
        case .reply(let text, let attachments): "reply \(Self.quoted(text))\(Self.files(attachments))"
        case .note(let text, let attachments): "note \(Self.quoted(text))\(Self.files(attachments))"
        case .setStatus(let word): "status \(word)"
        case .setPriority(let word): "priority \(word)"
        case .assign(let assignee): "assign \(Self.quoted(assignee))"
        case .addTags(let tags): "tag \(tags.joined(separator: ", "))"
        case .removeTags(let tags): "untag \(tags.joined(separator: ", "))"
        case .create(let connection, let new): "create \(Self.quoted(new.subject)) at \(connection)"
        case .notify(let notifier, let text): "notify \(notifier) \(Self.quoted(text))"
        case .later(let span, let handler, _): "later \(handler) after \(span)"
        }
    }

    private static func quoted(_ text: String) -> String {
        // One more word than fits is enough to know that it does not fit.
        let line = text.prefix(longestText * 8).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > longestText ? "\"\(line.prefix(longestText - 1))…\"" : "\"\(line)\""
    }

    private static func files(_ attachments: [OutgoingAttachment]) -> String {
        attachments.isEmpty ? "" : " with \(attachments.map(\.name).joined(separator: ", "))"
    }
}
