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
            return .ready(Ready(effect: effect, ticket: try await known(id, connector).ticket, connector: connector))
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
}

extension EffectRecord {
    /// Whether it is of an operator's command.
    var isOperators: Bool { automation == SentEffect.commandLine }
}
