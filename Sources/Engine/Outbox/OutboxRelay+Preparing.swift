import PluginHost
import Store
import TicketModel

// What is read, and what is asked, before an effect of a kind leaves.
extension OutboxRelay {
    /// Compares the value with the one that stands there now.
    ///
    /// The provider gets the version that this was read under; where nothing is read, the one that the handler saw. Where it
    /// says that the ticket is another one by now, the ticket is read anew in any case.
    func prepareSetting(
        _ effect: Effect,
        at id: TicketID,
        _ record: EffectRecord,
        _ connector: any TicketConnector
    ) async throws(TicketFailure) -> Preparation {
        let seen = SeenTicket(record.seen, createdAt: record.createdAt)
        // Tags are written as a whole: without those that are there, they would be lost.
        guard connector.capabilities.has(.get) || effect.kind == .tag || record.failure?.kind == .conflict else {
            var ticket = try await known(id, connector).ticket
            ticket.version = Presence(seen.version)
            return .ready(Ready(effect: effect, ticket: ticket, connector: connector))
        }
        let current = try await parts.desk.read(id, through: connector).ticket
        if current.deleted, !record.isOperators { return .step(.supersede, because: Reasons.deletedMeanwhile) }
        switch SettingVerdict(effect, on: current, seen: seen, ours: try await ownValues(record, effect, connector)) {
        case .noChange: return .step(.leave, because: Reasons.soAlready)
        case .superseded(let reason): return .step(.supersede, because: reason)
        case .send(let remaining):
            return .ready(Ready(effect: remaining, ticket: current, connector: connector))
        }
    }

    /// Looks at the ticket as it is now: machines are not answered, and nobody is answered after a person.
    func prepareReply(
        _ effect: Effect,
        at id: TicketID,
        _ record: EffectRecord,
        _ connector: any TicketConnector
    ) async throws(TicketFailure) -> Preparation {
        var (ticket, isKnown) = try await known(id, connector)
        // Whom an operator answers, and after whom, is the operator's own decision.
        if record.isOperators { return .ready(Ready(effect: effect, ticket: ticket, connector: connector)) }
        var messages: [Message]?
        if connector.capabilities.has(.get) || !isKnown {
            let read = try await parts.desk.read(id, through: connector)
            ticket = read.ticket
            messages = read.messages
        }
        if messages == nil, connector.capabilities.has(.messages) {
            messages = try await connector.messages(of: ticket)
        }
        if ticket.deleted { return .step(.supersede, because: Reasons.deletedMeanwhile) }
        if let reason = AutomaticMail.reason(
            ticket: ticket,
            message: messages?.last { $0.author.kind == .requester },
            own: parts.ownAddresses
        ) {
            throw .automaticMail(id, because: reason)
        }
        let sent = try await ownMessages(id)
        if let answer = ReplyGuard.answer(
            in: messages ?? [],
            seen: SeenTicket(record.seen, createdAt: record.createdAt),
            ours: sent.prints,
            ids: sent.ids
        ) {
            return .step(.supersede, because: Reasons.answered(by: answer))
        }
        return .ready(Ready(effect: effect, ticket: ticket, connector: connector))
    }

    /// The ticket as it was read last; only its id where it never was.
    ///
    /// Its version is left out: it is that of an earlier reading, which nobody compares anything with.
    func known(
        _ id: TicketID,
        _ connector: any TicketConnector
    ) async throws(TicketFailure) -> (ticket: Ticket, isKnown: Bool) {
        let mirror = parts.mirror
        do {
            let read = try await parts.database.read { try mirror.ticket(id, in: $0)?.ticket }
            let known = hints[id] ?? read
            var ticket = known ?? Ticket(id: id, provider: connector.provider)
            ticket.version = .absent
            return (ticket, known != nil)
        } catch {
            throw .store(error)
        }
    }
}
