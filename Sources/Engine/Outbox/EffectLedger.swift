package import Store
package import TicketModel

/// What of ours may have caused a difference at a ticket, out of the outbox.
package struct EffectLedger: EffectEvidence {
    package init() {}

    package func effects(
        on ticket: TicketID,
        since: Timestamp,
        in reader: any SQLReader
    ) throws -> [SentEffect] {
        try EffectTable.evidence(on: ticket, since: since, in: reader).compactMap { record in
            guard let action = EffectDocument.action(record.action), let sentAt = record.sentAt else { return nil }
            return SentEffect(
                key: record.key,
                automation: record.automation,
                effect: Effect(ticket: record.ticket, action: action, ordinal: record.ordinal),
                sentAt: sentAt,
                settled: record.state == .delivered,
                providerID: record.providerID,
                depth: record.depth
            )
        }
    }
}
