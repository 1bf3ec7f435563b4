// What the store keeps of a ticket. Everything comes back as it went in: absent, null and empty stay apart, and times
// keep their microseconds.

extension Ticket {
    /// The ticket without its id and what the provider sent, as canonical JSON: absent fields are left out, times are
    /// microseconds.
    ///
    /// A first sync writes so many that no value is made of it on the way.
    package var document: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("assignee", assignee) { $0.write($1) }
            writer.member("body", body) { $0.write($1) }
            writer.member("body_format", .value(bodyFormat.rawValue)) { $0.write($1) }
            writer.member("categories", categories) { $0.write($1) }
            writer.member("channel", channel) { $0.write($1) }
            writer.member("closed_at", closedAt) { $0.write($1.microseconds) }
            writer.member("created_at", createdAt) { $0.write($1.microseconds) }
            writer.member("deleted", .value(JSONValue.bool(deleted))) { $0.write($1) }
            writer.member("due_at", dueAt) { $0.write($1.microseconds) }
            writer.member("fields", fields) { $0.write(.object($1)) }
            writer.member("group", group) { $0.write($1) }
            writer.member("local", Presence(local.isEmpty ? nil : local.map(\.rawValue))) { $0.write($1) }
            writer.member("message_count", messageCount) { $0.write(Int64($1)) }
            writer.member("number", number) { $0.write($1) }
            writer.member("priority", priority) { $0.write($1.rawValue) }
            writer.member("priority_raw", priorityRaw) { $0.write($1) }
            writer.member("provider", .value(provider)) { $0.write($1) }
            writer.member("requester", requester) { $0.write($1) }
            writer.member("status", .value(status.rawValue)) { $0.write($1) }
            writer.member("status_raw", statusRaw) { $0.write($1) }
            writer.member("subject", subject) { $0.write($1) }
            writer.member("tags", tags) { $0.write($1) }
            writer.member("updated_at", updatedAt) { $0.write($1.microseconds) }
            writer.member("url", url) { $0.write($1) }
            writer.member("version", version) { $0.write($1) }
        }
        return writer.text
    }

    /// Reads what ``document`` wrote; nil for anything else.
    package init?(id: TicketID, document: String, raw: Presence<JSONText> = .absent) {
        guard let document = try? JSONValue(parsing: document),
            let provider = document["provider"]?.stringValue,
            let status = document["status"]?.stringValue.flatMap(TicketStatus.init),
            let bodyFormat = document["body_format"]?.stringValue.flatMap(BodyFormat.init),
            let deleted = document["deleted"]?.boolValue
        else { return nil }
        let reader = DocumentReader(document: document)
        self.init(id: id, provider: provider, bodyFormat: bodyFormat, status: status, deleted: deleted, raw: raw)
        do throws(DocumentReader.Mismatch) {
            number = try reader.presence("number", \.stringValue)
            url = try reader.presence("url", \.stringValue)
            subject = try reader.presence("subject", \.stringValue)
            body = try reader.presence("body", \.stringValue)
            statusRaw = try reader.presence("status_raw", \.stringValue)
            priority = try reader.presence("priority") { $0.stringValue.flatMap(TicketPriority.init) }
            priorityRaw = try reader.presence("priority_raw", \.stringValue)
            channel = try reader.presence("channel", \.stringValue)
            requester = try reader.presence("requester", Person.init(document:))
            assignee = try reader.presence("assignee", Person.init(document:))
            group = try reader.presence("group", \.stringValue)
            tags = try reader.presence("tags", \.texts)
            categories = try reader.presence("categories", \.texts)
            fields = try reader.presence("fields", \.objectValue)
            createdAt = try reader.presence("created_at", Timestamp.init(documentValue:))
            updatedAt = try reader.presence("updated_at", Timestamp.init(documentValue:))
            dueAt = try reader.presence("due_at", Timestamp.init(documentValue:))
            closedAt = try reader.presence("closed_at", Timestamp.init(documentValue:))
            messageCount = try reader.presence("message_count") { $0.integerValue.flatMap(Int.init(exactly:)) }
            version = try reader.presence("version", \.stringValue)
            local = document["local"]?.texts?.compactMap(TicketField.init(rawValue:)) ?? []
        } catch {
            return nil
        }
    }
}

extension Message {
    /// The message without its id; an absent time is left out, times are microseconds.
    package var document: JSONValue {
        var members = json.objectValue ?? [:]
        members["id"] = nil
        members["created_at"] =
            switch createdAt {
            case .absent: nil
            case .null: .null
            case .value(let time): .integer(time.microseconds)
            }
        return .object(members)
    }

    /// Reads what ``document`` wrote; nil for anything else.
    package init?(id: String, document: JSONValue) {
        guard let kind = document["author"]?["kind"]?.stringValue.flatMap(MessageAuthor.Kind.init),
            let visibility = document["visibility"]?.stringValue.flatMap(MessageVisibility.init),
            let body = document["body"]?.stringValue,
            let format = document["format"]?.stringValue.flatMap(BodyFormat.init),
            let attachments = document["attachments"]?.arrayValue,
            let createdAt = try? DocumentReader(document: document)
                .presence("created_at", Timestamp.init(documentValue:))
        else { return nil }
        let author = document["author"]
        self.init(
            id: id,
            author: MessageAuthor(
                kind: kind,
                id: author?["id"]?.stringValue,
                name: author?["name"]?.stringValue,
                email: author?["email"]?.stringValue
            ),
            visibility: visibility,
            body: body,
            format: format,
            createdAt: createdAt,
            attachments: attachments.map { attachment in
                MessageAttachment(
                    id: attachment["id"]?.stringValue,
                    name: attachment["name"]?.stringValue,
                    size: attachment["size"]?.integerValue.flatMap(Int.init(exactly:)),
                    mime: attachment["mime"]?.stringValue,
                    url: attachment["url"]?.stringValue
                )
            }
        )
        isLocal = document["local"]?.boolValue ?? false
    }
}

/// Reads the members of a document that tell all three of absent, null and a value.
private struct DocumentReader {
    struct Mismatch: Error {}

    let document: JSONValue

    func presence<Value>(
        _ name: String,
        _ read: (JSONValue) -> Value?
    ) throws(Mismatch) -> Presence<Value> {
        switch document[name] {
        case nil: return .absent
        case .null: return .null
        case let value?:
            guard let read = read(value) else { throw Mismatch() }
            return .value(read)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func member<Value>(
        _ name: String,
        _ presence: Presence<Value>,
        _ write: (inout JSONWriter, Value) -> Void
    ) {
        switch presence {
        case .absent: return
        case .null:
            key(name)
            self.write(JSONValue.null)
        case .value(let value):
            key(name)
            write(&self, value)
        }
    }

    fileprivate mutating func write(_ texts: [String]) {
        write(texts) { writer, text in writer.write(text) }
    }

    fileprivate mutating func write(_ person: Person) {
        object { writer in
            writer.member("email", Presence(person.email)) { $0.write($1) }
            writer.member("id", Presence(person.id)) { $0.write($1) }
            writer.member("name", Presence(person.name)) { $0.write($1) }
        }
    }
}

extension Timestamp {
    fileprivate init?(documentValue: JSONValue) {
        guard let microseconds = documentValue.integerValue else { return nil }
        self.init(microseconds: microseconds)
    }
}

extension Person {
    fileprivate init?(document: JSONValue) {
        guard case .object = document else { return nil }
        self.init(
            id: document["id"]?.stringValue,
            name: document["name"]?.stringValue,
            email: document["email"]?.stringValue
        )
    }
}

extension JSONValue {
    fileprivate var texts: [String]? {
        guard let elements = arrayValue else { return nil }
        let texts = elements.compactMap(\.stringValue)
        return texts.count == elements.count ? texts : nil
    }
}
