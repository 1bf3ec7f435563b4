package import TicketModel

/// An effect as the outbox takes it: it can be made beside the transaction that writes it.
package struct NewEffectRow: Sendable {
    let values: [SQLValue]

    package init(_ effect: NewEffect) {
        values = [
            .text(effect.key), .value(effect.run), .value(effect.position), .text(effect.automation),
            .text(effect.handler), .value(effect.connection), .value(effect.ticket?.id),
            .text(effect.kind.rawValue), .text(effect.class.rawValue), .value(effect.ordinal),
            .text(effect.action.text()), .text(effect.seen.text()), .value(effect.depth),
            .value(effect.lane.rawValue), .text(effect.state.rawValue), .value(effect.createdAt),
            .value(effect.expiresAt), .value(effect.sentAt), .value(effect.sentAt.map { _ in effect.createdAt }),
        ]
    }
}

/// The outbox: effects with a unique key, moved only as ``EffectMove`` allows, by whoever has the row's fence.
package enum EffectTable {
    /// The channel that is woken when there may be an effect to deliver.
    package static let channel = "outbox"

    /// Puts effects into the outbox; one whose key is there already is left as it is.
    package static func insert(_ effects: [NewEffect], in transaction: SQLTransaction) throws {
        try insert(effects.map(NewEffectRow.init), in: transaction)
    }

    /// Puts effects into the outbox; one whose key is there already is left as it is.
    package static func insert(_ rows: [NewEffectRow], in transaction: SQLTransaction) throws {
        guard !rows.isEmpty else { return }
        try transaction.execute(insertion, rows: rows.map(\.values))
        transaction.wake(channel)
    }

    private static let insertion: SQL = """
        INSERT INTO effect (key, run, position, automation, handler, connection, ticket, kind, class, ordinal, action, seen,
            depth, lane, state, created_at, expires_at, not_before, sent_at, lost_at, attempts, fence, clean_reads)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $16, $18, $19, 0, 0, 0)
        ON CONFLICT (key) DO NOTHING
        """

    /// The effect of an id.
    package static func effect(_ id: Int64, in reader: any SQLReader) throws -> EffectRecord? {
        try reader.first("SELECT \(EffectRecord.columns) FROM effect WHERE id = $1", [.value(id)])
            .map(EffectRecord.init)
    }

    /// The effect of a key.
    package static func effect(key: String, in reader: any SQLReader) throws -> EffectRecord? {
        try reader.first("SELECT \(EffectRecord.columns) FROM effect WHERE key = $1", [.text(key)])
            .map(EffectRecord.init)
    }

    /// The effects of a run, in order.
    package static func effects(ofRun run: Int64, in reader: any SQLReader) throws -> [EffectRecord] {
        try reader.query("SELECT \(EffectRecord.columns) FROM effect WHERE run = $1 ORDER BY position", [.value(run)])
            .map(EffectRecord.init)
    }

    /// The effects of some runs, run after run and in order.
    package static func effects(ofRuns runs: [Int64], in reader: any SQLReader) throws -> [EffectRecord] {
        try reader.query(
            "SELECT \(EffectRecord.columns) FROM effect WHERE run IN {integers $1} ORDER BY run, position",
            [.integers(runs)]
        ).map(EffectRecord.init)
    }

    /// The effects on a ticket, oldest first, and the one that made it.
    package static func effects(on ticket: TicketID, in reader: any SQLReader) throws -> [EffectRecord] {
        try reader.query(
            """
            SELECT \(EffectRecord.columns) FROM effect
            WHERE connection = $1 AND (ticket = $2 OR (kind = 'create' AND provider_id = $2)) ORDER BY id
            """,
            [.text(ticket.connection), .text(ticket.id)]
        ).map(EffectRecord.init)
    }

    /// The effects on a ticket that a provider may have seen: those being sent, unknown or delivered, oldest first; `since`
    /// leaves out those sent before.
    package static func sent(
        on ticket: TicketID,
        since: Timestamp,
        in reader: any SQLReader
    ) throws -> [EffectRecord] {
        try reader.query(
            """
            SELECT \(EffectRecord.columns) FROM effect
            WHERE connection = $1 AND ticket = $2 AND sent_at >= $3
                AND state IN ('sending', 'unknown', 'waits_for_person', 'delivered')
            ORDER BY id
            """,
            [.text(ticket.connection), .text(ticket.id), .value(since)]
        ).map(EffectRecord.init)
    }

    /// The effects that may have caused a difference at a ticket, in the order they were sent: those on it, and new tickets that
    /// it may be; `since` leaves out settled ones that were sent before.
    package static func evidence(
        on ticket: TicketID,
        since: Timestamp,
        in reader: any SQLReader
    ) throws -> [EffectRecord] {
        // Two lookups, as no index serves an OR over both.
        let asked: SQL = """
            sent_at IS NOT NULL
                AND (state IN ('sending', 'unknown', 'waits_for_person') OR (state = 'delivered' AND sent_at >= $3))
            """
        return try reader.query(
            """
            SELECT \(EffectRecord.columns) FROM effect WHERE connection = $1 AND ticket = $2 AND \(asked)
            UNION ALL
            SELECT \(EffectRecord.columns) FROM effect
            WHERE connection = $1 AND kind = 'create' AND ticket IS NULL AND provider_id = $2 AND \(asked)
            UNION ALL
            SELECT \(EffectRecord.columns) FROM effect
            WHERE connection = $1 AND kind = 'create' AND ticket IS NULL AND provider_id IS NULL AND state <> 'delivered'
                AND \(asked)
            ORDER BY sent_at, id
            """,
            [.text(ticket.connection), .text(ticket.id), .value(since)]
        ).map(EffectRecord.init)
    }

    /// The latest effects, newest first; `before` leaves out those with that id and larger ones.
    package static func list(
        states: [EffectState] = [],
        connection: String? = nil,
        before: Int64? = nil,
        limit: Int,
        in reader: any SQLReader
    ) throws -> [EffectRecord] {
        var conditions: [SQL] = ["id < $1"]
        var values: [SQLValue] = [.value(before ?? .max)]
        if !states.isEmpty {
            values.append(.texts(states.map(\.rawValue)))
            conditions.append("state IN {texts \(.place(values.count))}")
        }
        if let connection {
            values.append(.text(connection))
            conditions.append("connection = \(.place(values.count))")
        }
        values.append(.value(limit))
        let text: SQL = """
            SELECT \(EffectRecord.columns) FROM effect WHERE \(conditions.joined(separator: " AND "))
            ORDER BY id DESC LIMIT \(.place(values.count))
            """
        return try reader.query(text, values).map(EffectRecord.init)
    }
}
