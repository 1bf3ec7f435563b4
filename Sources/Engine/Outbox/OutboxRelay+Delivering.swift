import PluginHost
import Store
import TicketModel

extension OutboxRelay {
    /// An effect that is ready to leave.
    struct Ready {
        var effect: Effect
        /// What was last read of its ticket.
        var ticket: Ticket?
        /// Where it leaves through; `nil` for a notification.
        var connector: (any TicketConnector)?

        /// Where it is kept, since the provider cannot hold it.
        var keeper: OverlaidConnector? {
            (connector as? OverlaidConnector).flatMap { $0.keeps(effect) ? $0 : nil }
        }
    }

    /// What is decided before anything leaves.
    enum Preparation {
        case ready(Ready)
        case step(EffectMove, because: String, TicketFailure? = nil)
        case putOff(until: Timestamp, because: String, TicketFailure?)
    }

    /// Delivers a pending effect, or says why not.
    func deliver(_ record: EffectRecord) async throws -> Outcome {
        guard let action = EffectDocument.action(record.action) else {
            return try await end(record, .refuse, because: Reasons.unreadableEffect)
        }
        let effect = Effect(ticket: record.ticket, action: action, ordinal: record.ordinal)
        switch await prepare(effect, record) {
        case .step(let move, let reason, let failure):
            return try await end(record, move, because: reason, failure)
        case .putOff(let time, let reason, let failure):
            let moved = try await parts.database.write {
                try EffectTable.putOff(
                    record.id,
                    fence: record.fence,
                    until: time,
                    why: reason,
                    error: failure?.json,
                    in: $0
                )
            }
            return moved ? .putOff : .taken
        case .ready(let ready):
            if let overlaid = ready.keeper { return try await keep(ready.effect, record, in: overlaid) }
            return try await send(ready, record)
        }
    }

    /// Ends a pending effect without sending it.
    private func end(
        _ record: EffectRecord,
        _ move: EffectMove,
        because reason: String,
        _ failure: TicketFailure? = nil
    ) async throws -> Outcome {
        let step = EffectStep(move, at: parts.now(), why: reason, error: failure?.json)
        let moved = try await parts.database.write {
            try EffectTable.move(record.id, fence: record.fence, step, in: $0)
        }
        return moved ? .ended(move.end) : .taken
    }

    /// Reads what has to be read, and asks the guards.
    private func prepare(_ effect: Effect, _ record: EffectRecord) async -> Preparation {
        if let reason = ReplyGuard.expiry(record.expiresAt, now: parts.now()) {
            return .step(.expire, because: reason)
        }
        do throws(TicketFailure) {
            guard try await isMeant(record) else { return .step(.supersede, because: Reasons.noLongerLive) }
            guard let name = record.connection else { return .ready(Ready(effect: effect)) }
            let connector = try parts.desk.connector(named: name)
            if let problem = EffectPreflight.problem(with: effect, at: connector) { throw problem }
            guard let id = effect.ticket else { return .ready(Ready(effect: effect, connector: connector)) }
            if let overlaid = connector as? OverlaidConnector, overlaid.keeps(effect) {
                return try await prepareKeeping(effect, at: id, record, overlaid)
            }
            if effect.isSetting { return try await prepareSetting(effect, at: id, record, connector) }
            if effect.kind == .reply { return try await prepareReply(effect, at: id, record, connector) }
            return .ready(Ready(effect: effect, ticket: try await known(id, connector), connector: connector))
        } catch {
            return failed(error, record)
        }
    }

    /// Whether an entry may leave: its automation is live, or an operator asked for it in person.
    private func isMeant(_ record: EffectRecord) async throws(TicketFailure) -> Bool {
        if record.isOperators || automations[record.automation]?.mode == .live { return true }
        do {
            return try await parts.database.read { try RunTable.run(record.run, in: $0)?.cause == .command }
        } catch {
            throw .store(error)
        }
    }

    /// What to do when something before the write went wrong: nothing has left, so trying again does no harm.
    ///
    /// An operator is told at once, and repeats the command or not.
    private func failed(_ failure: TicketFailure, _ record: EffectRecord) -> Preparation {
        if record.isOperators, failure.kind != .rateLimited, !Task.isCancelled {
            return .step(.refuse, because: failure.message, failure)
        }
        switch failure.kind {
        case .transient, .rateLimited, .protocolError, .auth, .unknownOutcome:
            let wait = max(failure.retryAfter ?? .zero, failure.kind == .auth ? .minutes(5) : .seconds(30))
            return .putOff(until: parts.now() + wait, because: failure.message, failure)
        case .forbidden, .license, .notFound, .invalid, .conflict, .notAllowed, .unsupported:
            return .step(.refuse, because: failure.message, failure)
        }
    }

    private func prepareSetting(
        _ effect: Effect,
        at id: TicketID,
        _ record: EffectRecord,
        _ connector: any TicketConnector
    ) async throws(TicketFailure) -> Preparation {
        let current: Ticket
        if connector.capabilities.has(.get) {
            current = try await connector.get(id.id).ticket
        } else if effect.kind == .tag {
            // Tags are written as a whole: without those that are there, they would be lost.
            current = try await parts.desk.read(id, through: connector).ticket
        } else {
            let ticket = try await known(id, connector)
            return .ready(Ready(effect: effect, ticket: ticket, connector: connector))
        }
        if current.deleted, !record.isOperators { return .step(.supersede, because: Reasons.deletedMeanwhile) }
        let seen = SeenTicket(record.seen, createdAt: record.createdAt)
        switch SettingVerdict(effect, on: current, seen: seen, ours: try await ownValues(record, effect, connector)) {
        case .noChange: return .step(.leave, because: Reasons.soAlready)
        case .superseded(let reason): return .step(.supersede, because: reason)
        case .send(let remaining):
            return .ready(Ready(effect: remaining, ticket: current, connector: connector))
        }
    }

    private func prepareReply(
        _ effect: Effect,
        at id: TicketID,
        _ record: EffectRecord,
        _ connector: any TicketConnector
    ) async throws(TicketFailure) -> Preparation {
        var ticket = try await known(id, connector)
        // Whom an operator answers, and after whom, is the operator's own decision.
        if record.isOperators { return .ready(Ready(effect: effect, ticket: ticket, connector: connector)) }
        var messages: [Message]?
        if connector.capabilities.has(.get) {
            let read = try await connector.get(id.id)
            ticket = read.ticket
            messages = read.messages
        }
        if messages == nil, connector.capabilities.has(.messages) {
            messages = try await connector.messages(of: ticket)
        }
        if ticket.deleted { return .step(.supersede, because: Reasons.deletedMeanwhile) }
        if let reason = AutomaticMail.reason(
            ticket: ticket,
            message: messages?.last { $0.author.kind == .requester }
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
    private func known(_ id: TicketID, _ connector: any TicketConnector) async throws(TicketFailure) -> Ticket {
        let mirror = parts.mirror
        do {
            let known = try await parts.database.read { try mirror.ticket(id, in: $0) }
            return hints[id] ?? known?.ticket ?? Ticket(id: id, provider: connector.provider)
        } catch {
            throw .store(error)
        }
    }
}

extension EffectRecord {
    /// Whether it is of an operator's command.
    var isOperators: Bool { automation == SentEffect.commandLine }
}
