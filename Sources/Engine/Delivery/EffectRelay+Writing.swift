import PluginHost
import TicketModel

extension EffectRelay {
    /// A write that came to an end, and the ticket as its answer showed it.
    struct Written {
        var outcome: Delivery.Outcome
        var ticket: Ticket?
    }

    /// Sets a value, unless the ticket has it already.
    func set(
        _ effect: Effect,
        at id: TicketID,
        key: String,
        through connector: any TicketConnector,
        known: inout [TicketID: TicketWithMessages]
    ) async throws(TicketFailure) -> Delivery.Outcome {
        var effect = effect
        var ticket = known[id]?.ticket ?? Ticket(id: id, provider: connector.provider)
        if connector.capabilities.has(.get) {
            ticket = try await connector.get(id.id).ticket
            known[id] = TicketWithMessages(ticket: ticket, messages: known[id]?.messages)
            guard let remaining = effect.remaining(on: ticket) else { return .noChange }
            effect = remaining
        } else if effect.kind == .tag, known[id] == nil {
            // Tags are written as a whole: without those that are there, they would be lost.
            ticket = try await desk.read(id, through: connector).ticket
        }
        let written = try await write(effect, to: ticket, key: key, through: connector)
        known[id] = TicketWithMessages(
            ticket: written.ticket ?? effect.applyingTags(to: ticket),
            messages: known[id]?.messages
        )
        return written.outcome
    }

    /// Adds a reply or a note; a reply to a machine is refused, unless an operator asks for it.
    func append(
        _ effect: Effect,
        at id: TicketID,
        key: String,
        from origin: EffectOrigin,
        through connector: any TicketConnector,
        known: inout [TicketID: TicketWithMessages]
    ) async throws(TicketFailure) -> Delivery.Outcome {
        let ticket: Ticket
        if effect.kind == .reply, origin.actor != .operator {
            let read = try await read(id, through: connector, known: known[id])
            known[id] = read
            ticket = read.ticket
            let last = read.messages?.last { $0.author.kind == .requester }
            if let reason = AutomaticMail.reason(ticket: ticket, message: last) {
                throw .automaticMail(id, because: reason)
            }
        } else {
            ticket = known[id]?.ticket ?? Ticket(id: id, provider: connector.provider)
        }
        let written = try await write(effect, to: ticket, key: key, through: connector)
        if let seen = written.ticket { known[id] = TicketWithMessages(ticket: seen, messages: known[id]?.messages) }
        return written.outcome
    }

    /// The ticket and its messages, as far as the provider tells and nobody has read them yet.
    private func read(
        _ id: TicketID,
        through connector: any TicketConnector,
        known: TicketWithMessages?
    ) async throws(TicketFailure) -> TicketWithMessages {
        var read = known ?? TicketWithMessages(ticket: Ticket(id: id, provider: connector.provider))
        if known == nil, connector.capabilities.has(.get) || connector.capabilities.has(.list) {
            let shown = try await desk.read(id, through: connector)
            read = TicketWithMessages(ticket: shown.ticket, messages: shown.messages)
        }
        if read.messages == nil, connector.capabilities.has(.messages) {
            read.messages = try await connector.messages(of: read.ticket)
        }
        return read
    }

    /// Sends an effect, once; where nobody knows whether it landed, reads back.
    func write(
        _ effect: Effect,
        to ticket: Ticket?,
        key: String,
        through connector: any TicketConnector
    ) async throws(TicketFailure) -> Written {
        let sentAt = desk.now()
        do throws(TicketFailure) {
            let answer = try await connector.write(effect, to: ticket, key: key)
            return Written(outcome: .delivered(id: answer.id, warning: answer.warning), ticket: answer.ticket)
        } catch {
            guard error.kind == .unknownOutcome else { throw error }
            let landed = await landed(effect, on: ticket, key: key, sentAt: sentAt, through: connector)
            return Written(outcome: landed ? .delivered(id: nil) : .unknown(error), ticket: nil)
        }
    }

    /// Whether reading back proves that an effect landed; a reading that fails proves nothing.
    private func landed(
        _ effect: Effect,
        on ticket: Ticket?,
        key: String,
        sentAt: Timestamp,
        through connector: any TicketConnector
    ) async -> Bool {
        if let landed = try? await connector.landed(effect, on: ticket, key: key, sentAt: sentAt) { return landed }
        guard let ticket else { return false }
        guard effect.isSetting, connector.capabilities.has(.get) else { return false }
        guard let current = try? await connector.get(ticket.id.id).ticket else { return false }
        return effect.remaining(on: current) == nil
    }
}
