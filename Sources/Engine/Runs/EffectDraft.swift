import PluginHost
import Store
import TicketModel

/// What a run's end puts into the outbox, and what it makes due later.
struct EffectDraft: Sendable {
    let run: RunRecord
    let outcome: HandlerOutcome
    let sight: Sight
    let now: Timestamp

    /// Whether only the store can tell what the rows need.
    var asksStore: Bool {
        guard !outcome.effects.isEmpty else { return false }
        return run.doubtfulSince == nil && run.slot != nil
            || run.doubtfulSince != nil && outcome.effects.contains { $0.kind == .later }
            || outcome.effects.contains { effect in effect.ticket.map { !sight.has($0) } ?? false }
    }

    /// The rows of the outbox, each with what the handler could see of its ticket.
    func effects(seenIn mirror: any TicketMirror, _ reader: any SQLReader) throws -> [NewEffect] {
        try effects(doubt: doubt(reader)) { try mirror.ticket($0, in: reader) }
    }

    /// The same where the store need not be asked.
    func effects() -> [NewEffect] {
        effects(doubt: run.doubtfulSince) { _ in nil }
    }

    private func effects(
        doubt: Timestamp?,
        _ mirrored: (TicketID) throws -> MirroredTicket?
    ) rethrows -> [NewEffect] {
        let origin = EffectOrigin(
            automation: run.automation,
            handler: run.handler,
            cause: RunKey.cause(of: run)
        )
        return try outcome.effects.enumerated().compactMap { position, effect in
            guard effect.kind != .later else { return nil }
            // A ticket out of a list was seen as the mirror has it.
            let known = try effect.ticket.flatMap { try sight[$0] ?? mirrored($0) }
            let seen = SeenTicket(known?.ticket, messages: known?.messages, readAt: known?.readAt ?? now, for: effect)
            return NewEffect(
                key: origin.key(of: effect),
                run: run.id,
                position: position,
                automation: run.automation,
                handler: run.handler,
                ticket: effect.ticket,
                connection: effect.connection,
                kind: effect.kind,
                class: effect.isSetting ? .setting : .appending,
                ordinal: effect.ordinal,
                action: EffectDocument.json(effect.action),
                seen: seen.json,
                depth: run.depth,
                lane: effect.kind == .reply && run.lane != .sweeps ? .replies : run.lane,
                state: run.mode != RunMode.live.rawValue ? .recorded : doubt == nil ? .pending : .unknown,
                createdAt: now,
                sentAt: run.mode == RunMode.live.rawValue ? doubt : nil,
                expiresAt: effect.kind == .reply ? now + ReplyGuard.lifetime : nil
            )
        }
    }

    /// A run out of a restored backup, or of a slot before it, may have acted already: what it asks for is looked for before
    /// it is sent.
    private func doubt(_ reader: any SQLReader) throws -> Timestamp? {
        if let since = run.doubtfulSince { return since }
        guard let slot = run.slot, !outcome.effects.isEmpty else { return nil }
        return try RestoreHold.doubt(ofSlot: slot, in: reader)
    }

    /// The runs that `ctx:later` asked for; of a run that is in doubt they may have acted, too, unless they were due later than
    /// the backup was restored.
    func laterRuns(version: String, _ reader: any SQLReader) throws -> [NewRun] {
        guard let since = try doubt(reader), let restoredAt = try StoreMarks.time(.restored, in: reader) else {
            return laterRuns(version: version)
        }
        return laterRuns(version: version) { span in since + span < restoredAt ? since + span : nil }
    }

    /// The same where nothing is in doubt.
    func laterRuns(version: String, doubt: (TimeSpan) -> Timestamp? = { _ in nil }) -> [NewRun] {
        outcome.effects.enumerated().compactMap { position, effect in
            guard case .later(let span, let handler, let payload) = effect.action else { return nil }
            return NewRun(
                key: RunKey.ofLater(run: run, position: position, handler: handler),
                automation: run.automation,
                version: version,
                handler: "later.\(handler)",
                mode: run.mode,
                cause: .later,
                change: nil,
                ticket: effect.ticket ?? run.ticket,
                payload: payload,
                depth: run.depth,
                lane: run.lane,
                dueAt: now + span,
                createdAt: now,
                doubtfulSince: doubt(span)
            )
        }
    }
}

extension Effect {
    /// The connection that it leaves through; `nil` where no provider sees it.
    var connection: String? {
        switch action {
        case .create(let connection, _): connection
        case .notify, .later: nil
        default: ticket?.connection
        }
    }
}
