import LuaRuntime
package import TicketModel

extension PluginConnector {
    package func write(_ effect: Effect, to ticket: Ticket?, key: String) async throws(TicketFailure) -> WriteOutcome {
        guard let operation = effect.operation else {
            throw TicketFailure(
                .unsupported,
                "\(effect.kind.rawValue) is not sent through a connection.",
                connection: connection
            )
        }
        guard capabilities.has(operation) else {
            throw TicketFailure.unsupported(operation, provider: provider, connection: connection)
        }
        let row = ticket?.providerRow ?? effect.ticket.map { LuaValue.fields(["id": .text($0.id)]) } ?? .nil
        let answer: LuaValue
        switch effect.action {
        case .reply(let text, let attachments), .note(let text, let attachments):
            answer = try await call(operation, [row, outgoing(text, attachments, key)])
        case .setStatus(let word):
            answer = try await call(operation, [row, .text(try rawStatus(word))])
        case .setPriority(let word):
            answer = try await call(operation, [row, .text(try rawPriority(word))])
        case .assign(let assignee):
            answer = try await call(operation, [row, .text(assignee)])
        case .addTags(let tags):
            let present = try tagsNow(of: ticket)
            let all = present + tags.filter { !present.contains($0) }
            answer = try await call(operation, [row, .list(all.map { .text($0) })])
        case .removeTags(let tags):
            let left = try tagsNow(of: ticket).filter { !tags.contains($0) }
            answer = try await call(operation, [row, .list(left.map { .text($0) })])
        case .create(_, let new):
            answer = try await call(operation, [try self.new(new, key)])
        case .notify, .later:
            answer = .nil
        }
        return try outcome(answer, operation)
    }

    package func landed(
        _ effect: Effect,
        on ticket: Ticket?,
        key: String,
        sentAt: Timestamp
    ) async throws(TicketFailure) -> Bool? {
        guard let operation = effect.operation, manifest.verifies.contains(operation) else { return nil }
        let row = ticket?.providerRow ?? effect.ticket.map { LuaValue.fields(["id": .text($0.id)]) } ?? .nil
        var table = LuaTable()
        table["kind"] = .text(effect.kind.rawValue)
        table["key"] = .text(key)
        table["sent_at"] = .number(sentAt.secondsSinceEpoch)
        switch effect.action {
        case .reply(let text, _), .note(let text, _):
            table["text"] = .text(text)
            table["html"] = .text(HTMLText.html(text))
        case .create(_, let new):
            table["text"] = .text(new.text)
            table["html"] = .text(HTMLText.html(new.text))
            table["new"] = try self.new(new, key)
        default:
            return nil
        }
        let name = operation.rawValue
        return try await call("verify.\(name)", path: ["verify", .text(name)], [row, .table(table)]).boolean
    }

    // MARK: What the plugin is given

    /// The tags to start from.
    ///
    /// Tags are written as a whole: without those that are there, they would be lost.
    private func tagsNow(of ticket: Ticket?) throws(TicketFailure) -> [String] {
        if let ticket, !ticket.tags.isAbsent { return ticket.tags.value ?? [] }
        throw TicketFailure(
            .protocolError,
            "\(provider) did not tell the ticket's tags, and setting them would drop those it has; nothing was sent.",
            connection: connection
        )
    }

    private func outgoing(_ text: String, _ attachments: [OutgoingAttachment], _ key: String) -> LuaValue {
        var table = LuaTable()
        table["text"] = .text(text)
        table["html"] = .text(HTMLText.html(text))
        table["key"] = .text(key)
        if !attachments.isEmpty {
            table["attachments"] = .list(
                attachments.map { file in
                    .fields(["name": .text(file.name), "mime": .text(file.mime), "data": .string(LuaBytes(file.data))])
                }
            )
        }
        return .table(table)
    }

    private func new(_ new: NewTicket, _ key: String) throws(TicketFailure) -> LuaValue {
        var table = outgoing(new.text, new.attachments, key).table ?? LuaTable()
        table["subject"] = .text(new.subject)
        table["requester"] = new.requester.map { .text($0) } ?? .nil
        if let priority = new.priority { table["priority"] = .text(try createPriority(priority)) }
        if !new.tags.isEmpty { table["tags"] = .list(new.tags.map { .text($0) }) }
        if !new.fields.isEmpty { table["fields"] = LuaValue(.object(new.fields)) }
        table["due_at"] = new.dueAt.map { .number($0.secondsSinceEpoch) } ?? .nil
        return .table(table)
    }

    // MARK: Words

    private func rawStatus(_ word: StatusWord) throws(TicketFailure) -> String {
        if let raw = capabilities.rawStatus(for: word) { return raw }
        throw unsupported(.setStatus, "\(word)", capabilities.statusTargets.keys.map(\.rawValue))
    }

    private func rawPriority(_ word: PriorityWord) throws(TicketFailure) -> String {
        if let raw = capabilities.rawPriority(for: word) { return raw }
        throw unsupported(.setPriority, "\(word)", capabilities.priorityTargets.keys.map(\.rawValue))
    }

    /// A priority of a new ticket is the provider's own word, whether or not it can be changed later.
    private func createPriority(_ word: PriorityWord) throws(TicketFailure) -> String {
        switch word {
        case .raw(let raw): return raw
        case .normalised(let priority):
            if let raw = words.priorityTargets[priority] { return raw }
            throw TicketFailure(
                .unsupported,
                "\(provider) cannot create a ticket with the priority \"\(word)\"; leave it out, or write raw:WORD with the provider's own word.",
                connection: connection
            )
        }
    }

    private func unsupported(_ operation: TicketOperation, _ word: String, _ possible: [String]) -> TicketFailure {
        .unsupported(operation, target: word, possible: possible.sorted(), provider: provider, connection: connection)
    }

    private func outcome(_ answer: LuaValue, _ operation: TicketOperation) throws(TicketFailure) -> WriteOutcome {
        guard let table = answer.table else { return WriteOutcome() }
        var outcome = WriteOutcome(id: reader.text(table["id"]), warning: table["warning"].text)
        if table["ticket"].isPresent {
            outcome.ticket = try? reader.ticket(table["ticket"], in: operation.rawValue).ticket
        }
        return outcome
    }
}
