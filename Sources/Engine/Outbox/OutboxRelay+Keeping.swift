import PluginHost
import Store
import TicketModel

// What a provider cannot hold is kept in our store, through the same outbox.
extension OutboxRelay {
    /// Looks whether there is anything to keep; a ticket that nobody has read yet is read, since it may not exist.
    func prepareKeeping(
        _ effect: Effect,
        at id: TicketID,
        _ record: EffectRecord,
        _ overlaid: OverlaidConnector
    ) async throws(TicketFailure) -> Preparation {
        if let problem = overlaid.problem(with: effect) { return .step(.refuse, because: problem.message, problem) }
        let ready = Ready(effect: effect, connector: overlaid)
        let mirror = parts.mirror
        let known: Ticket?
        do {
            known = try await parts.database.read { try mirror.ticket(id, in: $0)?.ticket }
        } catch {
            throw .store(error)
        }
        let current: Ticket
        if let known, !known.deleted {
            current = known
        } else {
            current = try await parts.desk.read(id, through: overlaid).ticket
        }
        guard effect.isSetting else { return .ready(ready) }
        guard let remaining = effect.remaining(on: current) else { return .step(.leave, because: Reasons.soAlready) }
        return .ready(Ready(effect: remaining, connector: overlaid))
    }

    /// Keeps an effect in the commit that says delivered, so that nobody ever has to look for it.
    func keep(
        _ effect: Effect,
        _ record: EffectRecord,
        in overlaid: OverlaidConnector
    ) async throws -> Outcome {
        guard let id = effect.ticket else { return .taken }
        let now = parts.now()
        let mirror = parts.mirror
        let step = EffectStep(.keep, at: now, why: Reasons.keptHere(effect, overlaid.provider))
        let moved = try await parts.database.write { transaction in
            guard try EffectTable.move(record.id, fence: record.fence, step, in: transaction) else { return false }
            let made = try overlaid.keep(effect, of: id, record: record, now: now, in: transaction)
            try EffectTable.kept(record.id, as: made, at: now, in: transaction)
            if let known = try mirror.ticket(id, in: transaction) {
                let read = MirrorRead(try overlaid.overlaid(known, in: transaction), from: .write, begunAt: now)
                try mirror.apply(read, seenAt: now, in: transaction)
            }
            return true
        }
        return moved ? .ended(.delivered) : .taken
    }
}
