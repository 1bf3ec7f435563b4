import FoundationEssentials
import LuaRuntime
import OutboundHTTP
import TicketModel

/// One `connection:call(…)`: the operation as the host makes it, and what the host makes of the answer.
struct SpecCall: Sendable {
    let connection: SpecScope.Connection
    let arguments: [LuaValue]

    /// More pages than this are a loop.
    static let mostPages = 100

    func run(_ operation: String) async throws -> LuaValue {
        if let notifier = connection.notifier {
            guard operation == "send" else { throw LuaRaise("a notifier has one operation, \"send\"") }
            let notification = self[1].table ?? LuaTable()
            try await notifier.send(
                notification["text"].text ?? "",
                automation: notification["automation"].text,
                ticket: try ticket(notification["ticket"])
            )
            return true
        }
        guard let connector = connection.connector else { throw LuaRaise("there is nothing to call") }
        switch operation {
        case "list": return try await list(connector)
        case "get": return shown(try await connector.get(try text(1)))
        case "messages": return .list(try await connector.messages(of: ticket(try text(1), connector)).map(\.lua))
        case "verify": return try await verify(connector)
        case "webhook": return try await connector.parse(webhook: self[1])
        case "list_webhooks": return .list(try await connector.webhookRecords().map(\.lua))
        case "register_webhook": return try await connector.registerWebhook(at: try text(1), for: try text(2)).lua
        case "remove_webhook":
            try await connector.removeWebhook(try text(1))
            return true
        default: return try await write(operation, connector)
        }
    }

    private subscript(position: Int) -> LuaValue {
        arguments.indices.contains(position - 1) ? arguments[position - 1] : .nil
    }

    private func text(_ position: Int) throws(LuaRaise) -> String {
        guard let text = self[position].text ?? self[position].integer.map(String.init) else {
            throw LuaRaise("argument \(position + 1) of call must be text, not \(self[position].typeName)")
        }
        return text
    }

    // MARK: Reading

    private func list(_ connector: PluginConnector) async throws -> LuaValue {
        let filter = self[1] == .nil ? TicketFilter() : try HostFunctions.filter(self[1])
        var cursor: PageCursor?
        var tickets: [LuaValue] = []
        for read in 1...Self.mostPages {
            let page = try await connector.page(filter, at: cursor)
            for ticket in page.tickets
            where filter.evaluate(ticket, now: connector.now(), waitingSince: nil, except: page.applied).isMatch {
                tickets.append(shown(TicketWithMessages(ticket: ticket)))
            }
            guard let next = page.next else {
                return .fields([
                    "tickets": .list(tickets), "pages_read": .integer(Int64(read)),
                    "total": page.total.map { .integer(Int64($0)) } ?? .nil,
                ])
            }
            cursor = next
        }
        throw LuaRaise("the listing did not end within \(Self.mostPages) pages")
    }

    /// The fields of `usher.ticket`, with the provider's own id.
    private func shown(_ read: TicketWithMessages) -> LuaValue {
        var table = read.ticket.lua
        for (name, value) in table.fields where value == .null { table.fields[name] = nil }
        for name in ["tags", "categories", "fields"] where table[name] == .nil { table[name] = .fields([:]) }
        table["id"] = .text(read.ticket.id.id)
        if let messages = read.messages { table["messages"] = .list(messages.map(\.lua)) }
        return .table(table)
    }

    // MARK: Writing

    private func write(_ operation: String, _ connector: PluginConnector) async throws -> LuaValue {
        if let known = TicketOperation(rawValue: operation), !connector.capabilities.has(known) {
            throw TicketFailure.unsupported(known, provider: connector.provider, connection: connector.connection)
        }
        let (effect, ticket) = try effect(operation, connector)
        let key = self[operation == "create" ? 1 : 2].table?["key"].text ?? "spec"
        let outcome = try await connector.write(effect, to: ticket, key: key)
        var table = LuaTable()
        table["id"] = outcome.id.map { .text($0) } ?? .nil
        table["warning"] = outcome.warning.map { .text($0) } ?? .nil
        if let ticket = outcome.ticket { table["ticket"] = shown(TicketWithMessages(ticket: ticket)) }
        return .table(table)
    }

    private func effect(_ operation: String, _ connector: PluginConnector) throws -> (Effect, Ticket?) {
        if operation == "create" {
            let new = try newTicket(self[1].table ?? LuaTable())
            return (Effect(ticket: nil, action: .create(connection: connector.connection, new)), nil)
        }
        var ticket = ticket(try text(1), connector)
        let action: Effect.Action
        switch operation {
        case "reply": action = .reply(try replyText(), attachments: attachments(self[2].table))
        case "note": action = .note(try replyText(), attachments: attachments(self[2].table))
        case "set_status": action = .setStatus(try StatusWord(parsing: try text(2)))
        case "set_priority": action = .setPriority(try PriorityWord(parsing: try text(2)))
        case "assign": action = .assign(try text(2))
        case "set_tags":
            ticket.tags = .value([])
            action = .addTags(self[2].table?.list.compactMap(\.text) ?? [])
        default:
            throw LuaRaise("there is no operation \"\(operation)\"")
        }
        return (Effect(ticket: ticket.id, action: action), ticket)
    }

    private func replyText() throws -> String {
        try self[2].table?["text"].text ?? text(2)
    }

    private func attachments(_ table: LuaTable?) -> [OutgoingAttachment] {
        (table?["attachments"].table?.list ?? []).compactMap(\.table).map { file in
            OutgoingAttachment(
                name: file["name"].text ?? "",
                mime: file["mime"].text ?? "",
                data: file["data"].bytes ?? []
            )
        }
    }

    private func newTicket(_ table: LuaTable, text: String = "") throws -> NewTicket {
        NewTicket(
            subject: table["subject"].text ?? "",
            text: table["text"].text ?? text,
            requester: table["requester"].text,
            priority: try table["priority"].text.map { try PriorityWord(parsing: $0) },
            tags: table["tags"].table?.list.compactMap(\.text) ?? [],
            fields: table["fields"].table?.members ?? [:],
            dueAt: table["due_at"].number.flatMap { Timestamp(seconds: $0) },
            attachments: attachments(table)
        )
    }

    private func verify(_ connector: PluginConnector) async throws -> LuaValue {
        let given = self[3].table ?? LuaTable()
        let ticket = self[2].isPresent ? ticket(try text(2), connector) : nil
        let body = given["text"].text ?? ""
        let action: Effect.Action =
            switch try text(1) {
            case "reply": .reply(body)
            case "note": .note(body)
            default: .create(connection: connector.connection, try newTicket(given["new"].table ?? given, text: body))
            }
        let landed = try await connector.landed(
            Effect(ticket: ticket?.id, action: action),
            on: ticket,
            key: given["key"].text ?? "spec",
            sentAt: try given["sent_at"].number.flatMap { Timestamp(seconds: $0) } ?? SpecScope.time(given["sent_at"])
        )
        return landed.map { .boolean($0) } ?? .nil
    }

    private func ticket(_ id: String, _ connector: PluginConnector) -> Ticket {
        Ticket(id: TicketID(connection: connector.connection, id: id), provider: connector.provider)
    }

    private func ticket(_ value: LuaValue) throws -> Ticket? {
        guard let table = value.table, let text = table["id"].text else { return nil }
        var ticket = Ticket(id: try TicketID(parsing: text), provider: "spec")
        ticket.url = Presence(table["url"].text)
        ticket.subject = Presence(table["subject"].text)
        ticket.status = table["status"].text.flatMap(TicketStatus.init(rawValue:)) ?? .unknown
        ticket.priority = Presence(table["priority"].text.flatMap(TicketPriority.init(rawValue:)))
        return ticket
    }
}

extension WebhookRecord {
    fileprivate var lua: LuaValue {
        .fields([
            "id": .text(id), "url": .text(url), "event": .text(event),
            "secret": secret.map { .text($0.unsafeRevealed()) } ?? .nil,
        ])
    }
}
