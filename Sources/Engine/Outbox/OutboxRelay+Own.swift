import PluginHost
import Store
import TicketModel

// What of a ticket's present state is our own doing.
extension OutboxRelay {
    /// The messages that effects of ours have added to a ticket, or may have.
    func ownMessages(_ id: TicketID) async throws(TicketFailure) -> (prints: [MessageFingerprint], ids: Set<String>) {
        let sent = try await sent(on: id, since: .distantPast)
        let prints = sent.compactMap { record -> MessageFingerprint? in
            guard let sentAt = record.sentAt, let action = EffectDocument.action(record.action) else { return nil }
            return MessageFingerprint(
                Effect(ticket: id, action: action),
                sentAt: sentAt,
                until: record.settledAt ?? record.lostAt ?? sentAt
            )
        }
        return (prints, Set(sent.compactMap(\.providerID)))
    }

    /// The values that effects of ours have put on the ticket since the handler of this one saw it, in the words of
    /// ``Effect/value(on:)``.
    func ownValues(
        _ record: EffectRecord,
        _ effect: Effect,
        _ connector: any TicketConnector
    ) async throws(TicketFailure) -> Set<String> {
        guard let id = record.ticket else { return [] }
        let seen = SeenTicket(record.seen, createdAt: record.createdAt)
        let capabilities = connector.capabilities
        var values: Set<String> = []
        for earlier in try await sent(on: id, since: seen.readAt) where earlier.id != record.id {
            switch (effect.kind, EffectDocument.action(earlier.action)) {
            case (.status, .setStatus(.normalised(let status))):
                values.formUnion([status.rawValue, capabilities.statusTargets[status]].compactMap(\.self))
            case (.status, .setStatus(.raw(let word))): values.insert(word)
            case (.status, .reply) where capabilities.sideEffects["reply"] != nil:
                // The provider's word for it is not told, so any word for an open ticket is ours.
                values.formUnion(["open", capabilities.statusTargets[.open]].compactMap(\.self))
            case (.priority, .setPriority(.normalised(let priority))):
                values.formUnion([priority.rawValue, capabilities.priorityTargets[priority]].compactMap(\.self))
            case (.priority, .setPriority(.raw(let word))): values.insert(word)
            case (.assign, .assign(let assignee)): values.insert(assignee)
            default: continue
            }
        }
        return values
    }

    private func sent(on id: TicketID, since: Timestamp) async throws(TicketFailure) -> [EffectRecord] {
        do {
            return try await parts.database.read { try EffectTable.sent(on: id, since: since, in: $0) }
        } catch {
            throw .store(error)
        }
    }
}
