package import TicketModel

extension EffectTable {
    /// What the relay may take up now at a connection, or those without one (`nil`), in lanes and then in order.
    ///
    /// That is: effects to be sent, and unknown ones to be read back. Per ticket one at a time and in order; but what waits for
    /// a person or is read back holds back only what adds to the ticket, not other runs' settings. In a restored store unknown
    /// ones are read back while everything is held. The rows are only looked at: moving one proves by its fence that
    /// nobody was faster.
    package static func due(
        connection: String?,
        scope: DeliveryScope = .all,
        now: Timestamp,
        limit: Int,
        in reader: any SQLReader
    ) throws -> [EffectRecord] {
        try reader.query(
            """
            SELECT \(EffectRecord.columns) FROM effect
            WHERE state IN ('pending', 'unknown') AND not_before <= $1 AND \(scope.condition(4))
                AND (connection = $2 OR (connection IS NULL AND CAST($2 AS TEXT) IS NULL))
                AND (state = 'unknown' OR (
                    NOT EXISTS (
                        SELECT 1 FROM effect AS other
                        WHERE other.connection = effect.connection AND other.ticket = effect.ticket
                            AND other.state IN ('pending', 'sending', 'unknown')
                            AND other.automation NOT IN (SELECT name FROM pause WHERE scope = 'automation')
                            AND (other.state = 'sending'
                                OR (other.id < effect.id AND (other.state = 'pending' OR effect.class = 'appending')))
                    )
                    AND NOT EXISTS (
                        SELECT 1 FROM effect AS other
                        WHERE other.run = effect.run AND other.position < effect.position
                            AND other.ticket = effect.ticket AND other.connection = effect.connection
                            AND other.state IN ('pending', 'sending', 'unknown')
                    )
                ))
                AND NOT EXISTS (
                    SELECT 1 FROM pause
                    WHERE (scope = 'all' AND NOT (name = 'restored' AND effect.state = 'unknown'))
                        OR (scope = 'automation' AND name = effect.automation)
                        OR (scope = 'connection' AND name = effect.connection)
                )
            ORDER BY lane, not_before, id LIMIT $3
            """,
            [.value(now), .value(connection), .value(limit)] + scope.values
        ).map(EffectRecord.init)
    }

    /// The connections of which something waits; `nil` among them for what leaves through none.
    package static func openConnections(
        scope: DeliveryScope = .all,
        in reader: any SQLReader
    ) throws -> [String?] {
        try reader.query(
            """
            SELECT DISTINCT connection FROM effect
            WHERE state IN ('pending', 'sending', 'unknown') AND \(scope.condition(1)) ORDER BY connection
            """,
            scope.values
        ).map { try $0["connection"] }
    }

    /// The entry before a pending one that has to leave its ticket first; `nil` where none does.
    package static func obstacle(to effect: EffectRecord, in reader: any SQLReader) throws -> EffectRecord? {
        guard let ticket = effect.ticket else { return nil }
        return try reader.first(
            """
            SELECT \(EffectRecord.columns) FROM effect
            WHERE connection = $1 AND ticket = $2 AND id <> $3
                AND (state = 'sending' OR (id < $3 AND state IN ('pending', 'unknown')))
            ORDER BY id LIMIT 1
            """,
            [.text(ticket.connection), .text(ticket.id), .value(effect.id)]
        ).map(EffectRecord.init)
    }

    /// Says that the request is about to leave: from the commit on, the row is unknown to whoever finds it.
    ///
    /// - Returns: the fence to end it with, or `nil` where somebody was faster.
    package static func send(
        _ id: Int64,
        fence: Int64,
        _ lease: LeaseTerm,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws -> Int64? {
        try transaction.first(
            """
            UPDATE effect SET state = 'sending', attempts = attempts + 1, fence = fence + 1, lease_owner = $3, lease_until = $4,
                sent_at = $5, clean_reads = 0
            WHERE id = $1 AND fence = $2 AND state = 'pending' AND NOT EXISTS (
                SELECT 1 FROM pause
                WHERE scope = 'all' OR (scope = 'automation' AND name = effect.automation)
                    OR (scope = 'connection' AND name = effect.connection)
            )
            RETURNING fence
            """,
            [.value(id), .value(fence), .text(lease.owner), .value(lease.until), .value(now)]
        ).map { try $0["fence"] }
    }

    /// Writes down when an entry that was kept here took place, and the id of what it made: sync looks for causes by them.
    package static func kept(_ id: Int64, as providerID: String?, at time: Timestamp, in transaction: SQLTransaction)
        throws
    {
        try transaction.execute(
            "UPDATE effect SET attempts = attempts + 1, sent_at = $2, provider_id = $3 WHERE id = $1",
            [.value(id), .value(time), .value(providerID)]
        )
    }

    /// Whether the row is still being sent under this fence: asked immediately before the request leaves.
    package static func holds(_ id: Int64, fence: Int64, in reader: any SQLReader) throws -> Bool {
        try reader.first(
            "SELECT 1 FROM effect WHERE id = $1 AND fence = $2 AND state = 'sending'",
            [.value(id), .value(fence)]
        ) != nil
    }

    /// Takes those that were being sent when their sender's lease ran out for unknown.
    ///
    /// - Returns: how many there were.
    @discardableResult
    package static func loseAbandoned(now: Timestamp, why: String, in transaction: SQLTransaction) throws -> Int {
        let lost = try transaction.execute(
            """
            UPDATE effect SET state = 'unknown', fence = fence + 1, why = $2, not_before = $1, lost_at = $1,
                lease_owner = NULL, lease_until = NULL
            WHERE state = 'sending' AND lease_until <= $1
            """,
            [.value(now), .text(why)]
        )
        guard lost > 0 else { return 0 }
        try transaction.execute(
            """
            UPDATE effect SET state = 'held', fence = fence + 1, settled_at = $1, why = 'an effect of its run before it is unknown'
            WHERE state = 'pending' AND EXISTS (
                SELECT 1 FROM effect AS other
                WHERE other.run = effect.run AND other.position < effect.position AND other.state = 'unknown'
                    AND other.connection = effect.connection AND other.ticket = effect.ticket
            )
            """,
            [.value(now)]
        )
        return lost
    }

    /// Renews the leases of what a process is sending: waiting for the rate budget may take long.
    package static func renew(_ lease: LeaseTerm, in transaction: SQLTransaction) throws {
        try transaction.execute(
            "UPDATE effect SET lease_until = $2 WHERE state = 'sending' AND lease_owner = $1",
            [.text(lease.owner), .value(lease.until)]
        )
    }
}
