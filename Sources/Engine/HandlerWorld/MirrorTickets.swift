import PluginHost
import Store
import TicketModel

/// What a run's handlers read tickets through: the mirror; live where it does not know the ticket.
///
/// What is read live is taken into the mirror at once, so that the next handler sees it too.
struct MirrorTickets: TicketSource {
    let parts: EngineParts
    /// The connections that the automation may work at.
    let desk: TicketDesk
    let sight: Sight

    func capabilities(of connection: String) -> Capabilities? {
        try? desk.connector(named: connection).capabilities
    }

    /// A single ticket is read live, which is what `ticket:refresh()` asks for; where the provider cannot read it alone, its
    /// listing is read until the ticket is found.
    func get(_ id: TicketID) async throws(TicketFailure) -> Ticket {
        let connector = try desk.connector(for: id)
        let begunAt = parts.now()
        let read = try await desk.read(id, through: connector)
        let answer = TicketWithMessages(ticket: read.ticket, messages: read.messages)
        sight.take(MirroredTicket(ticket: answer.ticket, messages: answer.messages, readAt: begunAt))
        let source: ReadSource = connector.capabilities.has(.get) ? .single : .listing
        try await keep(answer, from: source, begunAt: begunAt, connector)
        return answer.ticket
    }

    func messages(of ticket: Ticket) async throws(TicketFailure) -> [Message] {
        let connector = try desk.connector(for: ticket.id)
        guard connector.capabilities.has(.messages) else {
            throw .unsupported(.messages, provider: connector.provider, connection: connector.connection)
        }
        if let known = try await mirrored(ticket.id), let messages = known.messages {
            sight.take(MirroredTicket(ticket: ticket, messages: messages, readAt: known.readAt))
            return messages
        }
        let begunAt = parts.now()
        let messages = try await connector.messages(of: ticket)
        sight.take(MirroredTicket(ticket: ticket, messages: messages, readAt: begunAt))
        // The ticket itself was not read now: what the mirror has of it may be newer.
        let known = try await mirrored(ticket.id)?.ticket ?? ticket
        try await keep(TicketWithMessages(ticket: known, messages: messages), begunAt: begunAt, connector)
        return messages
    }

    func list(_ filter: TicketFilter, after listing: TicketListingHandle?) async throws(TicketFailure) -> TicketBatch {
        // The mirror answers a whole filter at once, so a listing has one batch and then the empty one that ends it.
        let handle = listing ?? TicketListingHandle(number: 1)
        guard listing == nil else { return TicketBatch(tickets: [], listing: handle) }
        let (connectors, failures) = desk.reach(of: filter)
        if let failure = failures.first { throw failure }
        var narrowed = filter
        narrowed.connections = connectors.map(\.connection)
        let wanted = narrowed
        let now = parts.now()
        let mirror = parts.mirror
        do {
            let tickets = try await parts.database.read { try mirror.list(wanted, now: now, in: $0) }
            return TicketBatch(tickets: tickets.filter { !$0.deleted }, listing: handle)
        } catch {
            throw .store(error)
        }
    }

    private func mirrored(_ id: TicketID) async throws(TicketFailure) -> MirroredTicket? {
        let mirror = parts.mirror
        do {
            return try await parts.database.read { try mirror.ticket(id, in: $0) }
        } catch {
            throw .store(error)
        }
    }

    private func keep(
        _ read: TicketWithMessages,
        from source: ReadSource = .single,
        begunAt: Timestamp,
        _ connector: any TicketConnector
    ) async throws(TicketFailure) {
        let mirror = parts.mirror
        let seenAt = parts.now()
        let read = MirrorRead(
            read,
            from: source,
            begunAt: begunAt,
            sideEffects: connector.capabilities.sideEffects
        )
        do {
            try await parts.database.write { try mirror.apply(read, seenAt: seenAt, in: $0) }
        } catch {
            throw .store(error)
        }
    }
}
