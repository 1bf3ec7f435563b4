import PluginHost
import Store
import TicketModel

extension OutboxRelay {
    /// Reads back whether an effect with an unknown outcome landed, and moves it by what that shows.
    func settle(_ record: EffectRecord) async throws -> Outcome {
        let now = parts.now()
        let (reading, read) = await readBack(record)
        // A clock that was put ahead since then shows time that has not passed.
        let lostAt = max(record.lostAt ?? record.sentAt ?? record.createdAt, parts.clockPutAhead() ?? .distantPast)
        switch settling.step(after: reading, lostAt: lostAt, cleanReads: record.cleanReads, now: now) {
        case .delivered(let id):
            let step = EffectStep(.deliver, at: parts.now(), providerID: id, why: Reasons.foundByReading)
            return try await move(record, step, read)
        case .sendAgain:
            let step = EffectStep(.notSent, at: now, notBefore: now, why: Reasons.provenAbsent)
            return try await move(record, step, read)
        case .ask(let reason):
            return try await move(record, EffectStep(.ask, at: now, why: reason), nil)
        case .lookAgain(let time, let cleanReads):
            let looked = try await parts.database.write {
                try EffectTable.looked(
                    record.id,
                    fence: record.fence,
                    cleanReads: cleanReads,
                    notBefore: time,
                    why: reading.why,
                    in: $0
                )
            }
            return looked ? .putOff : .taken
        }
    }

    private func move(
        _ record: EffectRecord,
        _ step: EffectStep,
        _ read: MirrorRead?
    ) async throws -> Outcome {
        let mirror = parts.mirror
        let now = parts.now()
        let moved = try await parts.database.write { transaction in
            guard try EffectTable.move(record.id, fence: record.fence, step, in: transaction) else { return false }
            if let read { try mirror.apply(read, seenAt: now, in: transaction) }
            return true
        }
        guard moved else { return .taken }
        return step.move == .notSent ? .putOff : .ended(step.move.end)
    }

    /// Looks for the effect, first as the provider's plugin does, else by what the host can tell.
    private func readBack(_ record: EffectRecord) async -> (Settling.Reading, MirrorRead?) {
        guard let action = EffectDocument.action(record.action) else {
            return (.cannotTell(because: Reasons.unreadableEffect), nil)
        }
        let effect = Effect(ticket: record.ticket, action: action, ordinal: record.ordinal)
        guard let name = record.connection else { return (.cannotTell(because: Reasons.notificationsTellNothing), nil) }
        let sentAt = record.sentAt ?? record.createdAt
        do throws(TicketFailure) {
            let connector = try parts.desk.connector(named: name)
            if effect.isSetting { return try await readValue(effect, connector) }
            var ticket: Ticket?
            if let id = effect.ticket {
                let mirror = parts.mirror
                ticket =
                    (try? await parts.database.read { try mirror.ticket(id, in: $0)?.ticket })
                    ?? Ticket(id: id, provider: connector.provider)
            }
            if let landed = try await connector.landed(effect, on: ticket, key: record.key, sentAt: sentAt) {
                return (landed ? .present(id: nil) : .absent, nil)
            }
            guard let ticket else { return try await readListing(effect, record, connector) }
            return try await readMessages(effect, record, ticket, connector)
        } catch {
            return (.failed(error), nil)
        }
    }

    private func readValue(
        _ effect: Effect,
        _ connector: any TicketConnector
    ) async throws(TicketFailure) -> (Settling.Reading, MirrorRead?) {
        guard let id = effect.ticket, connector.capabilities.has(.get) else {
            // A value may be set twice; whoever has changed it since is seen where values can be read.
            return (.absent, nil)
        }
        let begunAt = parts.now()
        let read = try await connector.get(id.id)
        return (
            effect.remaining(on: read.ticket) == nil ? .present(id: nil) : .absent,
            MirrorRead(read, from: .single, begunAt: begunAt, sideEffects: connector.capabilities.sideEffects)
        )
    }

    private func readMessages(
        _ effect: Effect,
        _ record: EffectRecord,
        _ ticket: Ticket,
        _ connector: any TicketConnector
    ) async throws(TicketFailure) -> (Settling.Reading, MirrorRead?) {
        let sentAt = record.sentAt ?? record.createdAt
        guard let print = MessageFingerprint(effect, sentAt: sentAt, until: record.lostAt ?? sentAt) else {
            return (.cannotTell(because: Reasons.nothingToFind), nil)
        }
        guard connector.capabilities.has(.messages) else {
            return (.cannotTell(because: Reasons.noMessagesTold(connector.provider)), nil)
        }
        let begunAt = parts.now()
        let messages = try await connector.messages(of: ticket)
        // What an earlier effect with the same words made is not this one.
        let others = try await otherIDs(than: record, on: ticket.id)
        let found = messages.first { print.matches($0) && !others.contains($0.id) }
        let read = MirrorRead(
            TicketWithMessages(ticket: ticket, messages: messages),
            from: .single,
            begunAt: begunAt,
            sideEffects: connector.capabilities.sideEffects
        )
        return (found.map { .present(id: $0.id) } ?? .absent, read)
    }

    /// Looks for a new ticket in the listing: by its subject, among those that were made since.
    private func readListing(
        _ effect: Effect,
        _ record: EffectRecord,
        _ connector: any TicketConnector
    ) async throws(TicketFailure) -> (Settling.Reading, MirrorRead?) {
        guard case .create(_, let new) = effect.action, connector.capabilities.has(.list) else {
            return (.cannotTell(because: Reasons.nothingToFind), nil)
        }
        let earliest = (record.sentAt ?? record.createdAt) - MessageFingerprint.skew
        let wanted = MessageFingerprint.normalised(new.subject)
        for try await batch in parts.desk.listing(of: connector, TicketFilter()) {
            let found = batch.tickets.first {
                MessageFingerprint.normalised($0.subject.value ?? "") == wanted
                    && ($0.createdAt.value ?? earliest) >= earliest
            }
            if let found { return (.present(id: found.id.id), nil) }
        }
        return (.absent, nil)
    }

    private func otherIDs(than record: EffectRecord, on id: TicketID) async throws(TicketFailure) -> Set<String> {
        do {
            return try await parts.database.read { reader in
                let sent = try EffectTable.sent(on: id, since: .distantPast, in: reader)
                return Set(sent.filter { $0.id != record.id }.compactMap(\.providerID))
            }
        } catch {
            throw .store(error)
        }
    }
}

extension Settling.Reading {
    /// What is worth keeping of a reading that did not decide; `nil` for one that simply showed nothing.
    fileprivate var why: String? {
        switch self {
        case .failed(let failure): failure.message
        case .present, .absent, .cannotTell: nil
        }
    }
}
