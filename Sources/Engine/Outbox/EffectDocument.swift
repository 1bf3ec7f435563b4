import Foundation
import TicketModel

/// An effect's action as the outbox keeps it: unlike what is printed it loses nothing, attachments among it.
enum EffectDocument {
    /// The action as JSON.
    static func json(_ action: Effect.Action) -> JSONValue {
        switch action {
        case .reply(let text, let files): ["reply": .string(text), "files": self.files(files)]
        case .note(let text, let files): ["note": .string(text), "files": self.files(files)]
        case .setStatus(let word): ["status": .string(word.description)]
        case .setPriority(let word): ["priority": .string(word.description)]
        case .assign(let assignee): ["assign": .string(assignee)]
        case .addTags(let tags): ["add_tags": .array(tags.map(JSONValue.string))]
        case .removeTags(let tags): ["remove_tags": .array(tags.map(JSONValue.string))]
        case .create(let connection, let new): ["create": .string(connection), "new": json(new)]
        case .notify(let notifier, let text): ["notify": .string(notifier), "text": .string(text)]
        case .later(let span, let handler, let payload):
            ["later": .string(handler), "after": .integer(span.microseconds), "payload": payload]
        }
    }

    /// The action that the JSON was made of; `nil` for anything else.
    static func action(_ json: JSONValue) -> Effect.Action? {
        if let text = json["reply"]?.stringValue { return .reply(text, attachments: files(json["files"])) }
        if let text = json["note"]?.stringValue { return .note(text, attachments: files(json["files"])) }
        if let text = json["status"]?.stringValue { return (try? StatusWord(parsing: text)).map { .setStatus($0) } }
        if let text = json["priority"]?.stringValue {
            return (try? PriorityWord(parsing: text)).map { .setPriority($0) }
        }
        if let text = json["assign"]?.stringValue { return .assign(text) }
        if let tags = json["add_tags"]?.arrayValue { return .addTags(tags.compactMap(\.stringValue)) }
        if let tags = json["remove_tags"]?.arrayValue { return .removeTags(tags.compactMap(\.stringValue)) }
        if let connection = json["create"]?.stringValue {
            return json["new"].flatMap(newTicket).map { .create(connection: connection, $0) }
        }
        if let notifier = json["notify"]?.stringValue, let text = json["text"]?.stringValue {
            return .notify(notifier: notifier, text: text)
        }
        guard let handler = json["later"]?.stringValue, let after = json["after"]?.integerValue else { return nil }
        return .later(after: TimeSpan(microseconds: after), handler: handler, payload: json["payload"] ?? .null)
    }

    private static func json(_ new: NewTicket) -> JSONValue {
        var members: [String: JSONValue] = [
            "subject": .string(new.subject), "text": .string(new.text), "fields": .object(new.fields),
            "tags": .array(new.tags.map(JSONValue.string)), "files": files(new.attachments),
        ]
        members["requester"] = new.requester.map(JSONValue.string)
        members["priority"] = new.priority.map { .string($0.description) }
        members["due_at"] = new.dueAt.map { .integer($0.microseconds) }
        return .object(members)
    }

    private static func newTicket(_ json: JSONValue) -> NewTicket? {
        guard let subject = json["subject"]?.stringValue, let text = json["text"]?.stringValue else { return nil }
        return NewTicket(
            subject: subject,
            text: text,
            requester: json["requester"]?.stringValue,
            priority: json["priority"]?.stringValue.flatMap { try? PriorityWord(parsing: $0) },
            tags: json["tags"]?.arrayValue?.compactMap(\.stringValue) ?? [],
            fields: json["fields"]?.objectValue ?? [:],
            dueAt: json["due_at"]?.integerValue.map(Timestamp.init(microseconds:)),
            attachments: files(json["files"])
        )
    }

    private static func files(_ files: [OutgoingAttachment]) -> JSONValue {
        .array(
            files.map {
                [
                    "name": .string($0.name), "mime": .string($0.mime),
                    "data": .string(Data($0.data).base64EncodedString()),
                ]
            }
        )
    }

    private static func files(_ json: JSONValue?) -> [OutgoingAttachment] {
        (json?.arrayValue ?? []).compactMap { file in
            guard let name = file["name"]?.stringValue, let mime = file["mime"]?.stringValue,
                let data = file["data"]?.stringValue.flatMap({ Data(base64Encoded: $0) })
            else { return nil }
            return OutgoingAttachment(name: name, mime: mime, data: Array(data))
        }
    }
}
