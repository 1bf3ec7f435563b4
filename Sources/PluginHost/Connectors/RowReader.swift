import FoundationEssentials
import LuaRuntime
import TicketModel

/// Makes tickets and messages of the rows that a provider plugin tells.
///
/// A field that is absent, null or of the wrong type is kept apart: the last is a `protocol` failure that names it.
struct RowReader: Sendable {
    let connection: String
    let provider: String
    let bodyFormat: BodyFormat
    /// The texts that stand for no time.
    var unsetTimes: Set<String> = []
    let statuses: [String: TicketStatus]
    let priorities: [String: TicketPriority]

    /// Where the door of a provider's operations puts what the provider sent, as JSON.
    private static let writtenRaw = "raw_json"

    // MARK: Tickets

    func ticket(_ value: LuaValue, in operation: String) throws(TicketFailure) -> TicketWithMessages {
        guard let row = value.table else { throw problem(operation, "a ticket is a table, not \(value.typeName)") }
        guard let id = text(row["id"]), !id.isEmpty else { throw problem(operation, "a ticket has no id") }
        let fields = RowFields(row: row, owner: "ticket \(id)", operation: operation, reader: self)
        var ticket = Ticket(id: TicketID(connection: connection, id: id), provider: provider)
        ticket.number = try fields.text("number")
        ticket.url = try fields.text("url")
        ticket.subject = try fields.text("subject")
        ticket.body = try fields.text("body").map(Self.lines)
        ticket.bodyFormat = try fields.word("body_format", of: BodyFormat.self) ?? bodyFormat
        ticket.statusRaw = try fields.text("status")
        ticket.status = ticket.statusRaw.value.flatMap { statuses[$0] } ?? .unknown
        ticket.priorityRaw = try fields.text("priority")
        ticket.priority = priority(ticket.priorityRaw)
        ticket.channel = try fields.text("channel")
        ticket.requester = try fields.person("requester")
        ticket.assignee = try fields.person("assignee")
        ticket.group = try fields.text("group")
        ticket.tags = try fields.texts("tags")
        ticket.categories = try fields.texts("categories")
        ticket.fields = try fields.object("fields")
        ticket.createdAt = try fields.time("created_at")
        ticket.updatedAt = try fields.time("updated_at")
        ticket.dueAt = try fields.time("due_at")
        ticket.closedAt = try fields.time("closed_at")
        ticket.messageCount = try fields.integer("message_count")
        ticket.version = try fields.text("version")
        ticket.deleted = try fields.flag("deleted").value ?? false
        // The door of a provider's operations writes it as text already, where that can be done.
        ticket.raw =
            row[Self.writtenRaw].text.map { .value(JSONText(written: $0)) }
            ?? fields.presence("raw").map { JSONText($0.json) }
        let messages = row["messages"] == .nil ? nil : try self.messages(row["messages"], in: operation)
        return TicketWithMessages(ticket: ticket, messages: messages)
    }

    private func priority(_ raw: Presence<String>) -> Presence<TicketPriority> {
        switch raw {
        case .absent: .absent
        case .null: .null
        case .value(let word): priorities[word].map(Presence.value) ?? .absent
        }
    }

    // MARK: Messages

    /// Oldest first, whatever order they came in; those without a time keep their place.
    func messages(_ value: LuaValue, in operation: String) throws(TicketFailure) -> [Message] {
        let list = try self.list(value, of: "messages", in: operation)
        var messages: [Message] = []
        for element in list { messages.append(try message(element, in: operation)) }
        return Self.ordered(messages)
    }

    private static func ordered(_ messages: [Message]) -> [Message] {
        let timed = messages.enumerated().compactMap { place, message in
            message.createdAt.value.map { (place: place, time: $0, message: message) }
        }
        var ordered = messages
        let sorted = timed.sorted { ($0.time, $0.place) < ($1.time, $1.place) }
        for (slot, entry) in zip(timed, sorted) { ordered[slot.place] = entry.message }
        return ordered
    }

    private func message(_ value: LuaValue, in operation: String) throws(TicketFailure) -> Message {
        guard let row = value.table else { throw problem(operation, "a message is a table, not \(value.typeName)") }
        guard let id = text(row["id"]), !id.isEmpty else { throw problem(operation, "a message has no id") }
        let fields = RowFields(row: row, owner: "message \(id)", operation: operation, reader: self)
        let author = RowFields(
            row: try fields.table("author").value ?? LuaTable(),
            owner: "the author of message \(id)",
            operation: operation,
            reader: self
        )
        var attachments: [MessageAttachment] = []
        if row["attachments"].isPresent {
            for element in try list(row["attachments"], of: "attachments", in: operation) {
                attachments.append(attachment(element.table ?? LuaTable()))
            }
        }
        return Message(
            id: id,
            author: MessageAuthor(
                kind: try author.word("kind", of: MessageAuthor.Kind.self) ?? .unknown,
                id: text(author.row["id"]),
                name: author.row["name"].text,
                email: author.row["email"].text
            ),
            visibility: try fields.word("visibility", of: MessageVisibility.self) ?? .unknown,
            body: Self.lines(try fields.text("body").value ?? ""),
            format: try fields.word("format", of: BodyFormat.self) ?? bodyFormat,
            createdAt: try fields.time("created_at"),
            attachments: attachments
        )
    }

    /// A text with its lines ended one way: some providers give back other ends than they were given.
    private static func lines(_ text: String) -> String {
        text.utf8.contains(0x0D) ? text.replacing("\r\n", with: "\n") : text
    }

    private func attachment(_ row: LuaTable) -> MessageAttachment {
        MessageAttachment(
            id: text(row["id"]),
            name: row["name"].text,
            size: row["size"].integer.map(Int.init),
            mime: row["mime"].text,
            url: row["url"].text
        )
    }

    /// A list, and nothing beside it.
    func list(_ value: LuaValue, of what: String, in operation: String) throws(TicketFailure) -> [LuaValue] {
        guard let table = value.table, table.fields.isEmpty, table.sparse.isEmpty else {
            throw problem(
                operation,
                "\(what) are a list, not \(value.table == nil ? value.typeName : "a table with keys")"
            )
        }
        return table.list
    }

    // MARK: Words

    /// Ids and numbers come as text or as integers.
    func text(_ value: LuaValue) -> String? {
        value.text ?? value.integer.map(String.init)
    }

    func problem(_ operation: String, _ message: String) -> TicketFailure {
        TicketFailure(
            .protocolError,
            "the plugin \(provider) answered \(operation) of \(connection) wrongly: \(message); mend the plugin.",
            connection: connection
        )
    }
}

/// Reads the fields of one row.
struct RowFields {
    let row: LuaTable
    let owner: String
    let operation: String
    let reader: RowReader

    func presence(_ name: String) -> Presence<LuaValue> {
        switch row[name] {
        case .nil: .absent
        case .null: .null
        case let value: .value(value)
        }
    }

    func text(_ name: String) throws(TicketFailure) -> Presence<String> {
        try read(name, "text") { reader.text($0) }
    }

    func integer(_ name: String) throws(TicketFailure) -> Presence<Int> {
        try read(name, "a whole number") { $0.integer.map(Int.init) }
    }

    func texts(_ name: String) throws(TicketFailure) -> Presence<[String]> {
        try read(name, "a list of texts") { value in
            value.table.flatMap { table in
                let texts = table.list.compactMap { reader.text($0) }
                return texts.count == table.list.count && table.fields.isEmpty ? texts : nil
            }
        }
    }

    func person(_ name: String) throws(TicketFailure) -> Presence<Person> {
        try read(name, "a table with id, name or email") { value in
            value.table.map { Person(id: reader.text($0["id"]), name: $0["name"].text, email: $0["email"].text) }
        }
    }

    func table(_ name: String) throws(TicketFailure) -> Presence<LuaTable> {
        try read(name, "a table") { $0.table }
    }

    func flag(_ name: String) throws(TicketFailure) -> Presence<Bool> {
        try read(name, "true or false") { $0.boolean }
    }

    func word<Word: RawRepresentable<String> & CaseIterable>(_ name: String, of type: Word.Type) throws(TicketFailure)
        -> Word?
    {
        func wanted() -> String { "one of " + Word.allCases.map(\.rawValue).joined(separator: ", ") }
        return try read(name, wanted()) { $0.text.flatMap(Word.init(rawValue:)) }.value
    }

    func object(_ name: String) throws(TicketFailure) -> Presence<[String: JSONValue]> {
        try read(name, "a table with names") { $0.table?.members }
    }

    func time(_ name: String) throws(TicketFailure) -> Presence<Timestamp> {
        if let text = row[name].text, reader.unsetTimes.contains(text) { return .null }
        return try read(name, "a time: RFC 3339, or what usher.parse_time answers") { value in
            if let seconds = value.number { return Timestamp(seconds: seconds) }
            return value.text.flatMap { try? Timestamp(parsing: $0, zone: nil) }
        }
    }

    private func read<Value>(
        _ name: String,
        _ wanted: @autoclosure () -> String,
        _ convert: (LuaValue) -> Value?
    ) throws(TicketFailure) -> Presence<Value> {
        switch row[name] {
        case .nil: return .absent
        case .null: return .null
        case let value:
            guard let converted = convert(value) else {
                let shown = value.text.map { "\"\($0.prefix(40))\"" } ?? "a \(value.typeName)"
                throw reader.problem(operation, "\(name) of \(owner) is \(shown) and not \(wanted())")
            }
            return .value(converted)
        }
    }
}
