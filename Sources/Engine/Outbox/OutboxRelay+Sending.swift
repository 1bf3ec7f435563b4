import PluginHost
import Store
import TicketModel

extension OutboxRelay {
    /// How a request ended.
    private enum Answer {
        case landed(WriteOutcome)
        case failed(TicketFailure)
    }

    /// Whether an effect leaves, and under which fence.
    private enum Departure: Sendable {
        case leaves(fence: Int64)
        case stays(Outcome)
    }

    /// Lets an effect leave, and writes down what came of it.
    func send(_ ready: Ready, _ record: EffectRecord) async throws -> Outcome {
        let begunAt = parts.now()
        let lease = parts.lease(Self.lease)
        let reply = ReplyTable.Reply(record, to: ready.ticket)
        let limits = automations[record.automation]?.replies ?? ReplyLimits()
        let departure = try await parts.database.write { transaction -> Departure in
            if let reply {
                switch try ReplyCap.take(reply, limits, now: begunAt, in: transaction) {
                case .go: break
                case .refuse(let failure):
                    let step = EffectStep(.refuse, at: begunAt, why: failure.message, error: failure.json)
                    let moved = try EffectTable.move(record.id, fence: record.fence, step, in: transaction)
                    return moved ? .stays(.ended(.refused)) : .stays(.taken)
                case .pause(let reason):
                    let pause = Pause(.automation(record.automation), reason: reason, by: "usher", since: begunAt)
                    _ = try PauseTable.add(pause, in: transaction)
                    return .stays(.putOff)
                }
            }
            return try EffectTable.send(record.id, fence: record.fence, lease, now: begunAt, in: transaction)
                .map(Departure.leaves) ?? .stays(.taken)
        }
        let fence: Int64
        switch departure {
        case .leaves(let number): fence = number
        case .stays(let outcome): return outcome
        }
        // Between the commit and here the process may have been stopped for long: then the row is not ours any more.
        let holds = try await parts.database.read { try EffectTable.holds(record.id, fence: fence, in: $0) }
        guard holds, parts.now() < lease.until else { return .taken }
        let answer = await leave(ready, record)
        return try await keep(answer, ready, record, fence: fence)
    }

    private func leave(_ ready: Ready, _ record: EffectRecord) async -> Answer {
        do throws(TicketFailure) {
            if case .notify(let notifier, let text) = ready.effect.action {
                try await notifications.send(
                    notifier: notifier,
                    text: text,
                    automation: record.isOperators ? nil : record.automation,
                    ticket: try await mirrored(record.ticket)
                )
                return .landed(WriteOutcome())
            }
            guard let connector = ready.connector else { throw .noTicket(for: ready.effect) }
            return .landed(try await connector.write(ready.effect, to: ready.ticket, key: record.key))
        } catch {
            return .failed(error)
        }
    }

    private func keep(
        _ answer: Answer,
        _ ready: Ready,
        _ record: EffectRecord,
        fence: Int64
    ) async throws -> Outcome {
        let now = parts.now()
        let step: EffectStep
        var shown: Ticket?
        switch answer {
        case .landed(let outcome):
            step = EffectStep(.deliver, at: now, providerID: outcome.id, why: outcome.warning)
            shown = outcome.ticket
        case .failed(let failure):
            step = Self.step(after: failure, record, now: now)
        }
        let mirror = parts.mirror
        let sideEffects = ready.connector?.capabilities.sideEffects ?? [:]
        // What an answer shows is as old as the answer.
        let read = shown.map {
            MirrorRead(TicketWithMessages(ticket: $0), from: .write, begunAt: now, sideEffects: sideEffects)
        }
        let written = step.move == .deliver ? ready.effect.ticket : nil
        let moved = try await parts.database.write { transaction in
            guard try EffectTable.move(record.id, fence: fence, step, in: transaction) else { return false }
            if let read {
                try mirror.apply(read, seenAt: now, in: transaction)
            } else if let written {
                try mirror.noteWrite(to: written, answeredAt: now, in: transaction)
            }
            return true
        }
        guard moved else { return .taken }
        return step.move == .notSent ? .putOff : .ended(step.move.end)
    }

    /// The move after a request that failed.
    static func step(after failure: TicketFailure, _ record: EffectRecord, now: Timestamp) -> EffectStep {
        let mostAttempts = 8
        var step = EffectStep(.refuse, at: now, why: failure.message, error: failure.json)
        switch failure.kind {
        case .unknownOutcome:
            step.move = .lose
            step.notBefore = now
        case .transient, .rateLimited, .auth, .conflict:
            guard record.attempts + 1 < mostAttempts else { return step }
            // An operator is told at once; what is worth waiting for within a command is tried again.
            if record.isOperators, failure.kind == .transient || failure.kind == .auth, !Task.isCancelled {
                return step
            }
            // Twice as long each time; a conflict is read and compared anew at once.
            let growing = TimeSpan.seconds(failure.kind == .conflict ? 0 : 5 << Int64(min(record.attempts, 7)))
            step.move = .notSent
            step.notBefore = now + max(growing, failure.retryAfter ?? .zero)
        case .forbidden, .license, .notFound, .invalid, .notAllowed, .unsupported, .protocolError:
            break
        }
        return step
    }

    private func mirrored(_ id: TicketID?) async throws(TicketFailure) -> Ticket? {
        guard let id else { return nil }
        let mirror = parts.mirror
        do {
            return try await parts.database.read { try mirror.ticket(id, in: $0)?.ticket }
        } catch {
            throw .store(error)
        }
    }
}
