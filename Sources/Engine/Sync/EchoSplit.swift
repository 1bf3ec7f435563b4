import TicketModel

/// Divides what differs at a ticket into what we did and what others did.
///
/// A change that equals one of our effects, or what that is declared to do beside, carries the effect's key as its cause.
/// A difference that is ours in part becomes two changes, ours first. Each effect causes one change of a kind at most:
/// when somebody repeats by hand what we did once, that is theirs.
struct EchoSplit {
    /// In the order they were sent.
    var effects: [SentEffect]
    /// The kinds of change that each effect has caused already, by its key.
    var attributed: [String: Set<ChangeKind>] = [:]
    /// What a write does beside, by operation: `reply` → `reopens`.
    var sideEffects: [String: String] = [:]
    /// The ticket as it was read.
    var ticket: Ticket

    /// The same changes, with their causes.
    mutating func split(_ changes: [FoundChange]) -> [FoundChange] {
        changes.flatMap { change in
            switch change.kind {
            case .ticketCreated: [claim(change, for: first(for: change.kind, where: creates))]
            case .messageAdded: [claim(change, for: messageCause(of: change))]
            case .statusChanged: [claim(change, for: statusCause(of: change))]
            case .ticketUpdated: splitUpdate(change)
            case .ticketDeleted: [change]
            }
        }
    }

    // MARK: Claiming

    /// The first effect that fits and has not caused a change of the kind yet.
    private func first(for kind: ChangeKind, where fits: (SentEffect) -> Bool) -> SentEffect? {
        effects.first { isFree($0, for: kind) && fits($0) }
    }

    /// The change with its cause, where it has one.
    private mutating func claim(_ change: FoundChange, for cause: SentEffect?) -> FoundChange {
        guard let cause else { return change }
        attributed[cause.key, default: []].insert(change.kind)
        var change = change
        change.cause = cause.key
        change.depth = cause.depth + 1
        change.actor = cause.automation == SentEffect.commandLine ? .operator : .usher
        return change
    }

    private func isFree(_ effect: SentEffect, for kind: ChangeKind) -> Bool {
        !(attributed[effect.key]?.contains(kind) ?? false)
    }

    // MARK: What fits

    private func creates(_ sent: SentEffect) -> Bool {
        guard case .create(let connection, let new) = sent.effect.action, connection == ticket.id.connection
        else { return false }
        if let id = sent.providerID { return id == ticket.id.id }
        guard let subject = ticket.subject.value, FoldedText(subject) == FoldedText(new.subject) else { return false }
        guard let time = ticket.createdAt.value else { return true }
        return time >= sent.sentAt - MessageFingerprint.skew && time <= sent.sentAt + MessageFingerprint.window
    }

    /// The effect whose answer told the message's id, else one that says the same.
    private func messageCause(of change: FoundChange) -> SentEffect? {
        guard let message = change.message else { return nil }
        let free = effects.filter { isFree($0, for: .messageAdded) }
        return free.first { $0.isMessage && $0.providerID == message.id }
            ?? free.first { sent in
                guard sent.effect.kind != .create || creates(sent) else { return false }
                return MessageFingerprint(sent.effect, sentAt: sent.sentAt)?.matches(message) ?? false
            }
    }

    /// The effect that set the status, else one that moves it beside.
    private func statusCause(of change: FoundChange) -> SentEffect? {
        first(for: .statusChanged) { sets(change.to, $0) } ?? first(for: .statusChanged) { moves(change.to, $0) }
    }

    private func sets(_ status: ObservedStatus?, _ sent: SentEffect) -> Bool {
        guard case .setStatus(let word) = sent.effect.action else { return false }
        return status?.matches(word) ?? false
    }

    private func moves(_ status: ObservedStatus?, _ sent: SentEffect) -> Bool {
        guard let operation = sent.effect.operation else { return false }
        return switch (sideEffects[operation.rawValue], status?.status) {
        case ("reopens", .new), ("reopens", .open), ("closes", .solved), ("closes", .closed): true
        default: false
        }
    }

    // MARK: Fields

    private mutating func splitUpdate(_ change: FoundChange) -> [FoundChange] {
        var rest = change
        var ours: [FoundChange] = []
        for sent in effects where isFree(sent, for: .ticketUpdated) {
            let fields = take(from: &rest.fields, what: sent.effect)
            guard !fields.isEmpty else { continue }
            ours.append(claim(FoundChange(kind: .ticketUpdated, fields: fields), for: sent))
        }
        return rest.fields.isEmpty ? ours : ours + [rest]
    }

    /// Takes what an effect did out of a difference.
    private func take(
        from fields: inout [TicketField: FieldDifference],
        what effect: Effect
    ) -> [TicketField: FieldDifference] {
        let taken: [TicketField] =
            switch effect.action {
            case .setPriority where effect.remaining(on: ticket) == nil: [.priority, .priorityRaw]
            case .assign where effect.remaining(on: ticket) == nil: [.assignee]
            default: []
            }
        var ours: [TicketField: FieldDifference] = [:]
        for field in taken { ours[field] = fields.removeValue(forKey: field) }
        if effect.kind == .tag, let difference = fields[.tags], let split = TagSplit(difference, by: effect) {
            ours[.tags] = split.ours
            fields[.tags] = split.rest
        }
        return ours
    }
}

/// A difference of tags, divided into what an effect did and the rest.
private struct TagSplit {
    var ours: FieldDifference
    /// Nil where the effect did all of it.
    var rest: FieldDifference?

    /// Nil where the effect did nothing of it.
    init?(_ difference: FieldDifference, by effect: Effect) {
        let before = Self.tags(difference.from)
        let after = Self.tags(difference.to)
        let between: [String]
        switch effect.action {
        case .addTags(let tags):
            let added = tags.filter { after.contains($0) && !before.contains($0) }
            between = before + added
        case .removeTags(let tags):
            between = before.filter { !tags.contains($0) || after.contains($0) }
        default: return nil
        }
        guard between.count != before.count else { return nil }
        if Set(between) == Set(after) {
            ours = difference
            return
        }
        let middle = Presence.value(JSONValue.array(between.map(JSONValue.string)))
        ours = FieldDifference(from: difference.from, to: middle)
        rest = FieldDifference(from: middle, to: difference.to)
    }

    private static func tags(_ presence: Presence<JSONValue>) -> [String] {
        presence.value?.arrayValue?.compactMap(\.stringValue) ?? []
    }
}

extension SentEffect {
    fileprivate var isMessage: Bool { effect.kind == .reply || effect.kind == .note }
}
