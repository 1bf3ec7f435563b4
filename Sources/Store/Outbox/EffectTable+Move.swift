package import TicketModel

/// A move of an effect, with what is to be written down beside it.
package struct EffectStep: Sendable, Equatable {
    package var move: EffectMove
    package var at: Timestamp
    /// When to look at it next, where it stays open.
    package var notBefore: Timestamp?
    package var cleanReads: Int
    package var providerID: String?
    package var why: String?
    package var error: JSONValue?

    package init(
        _ move: EffectMove,
        at: Timestamp,
        notBefore: Timestamp? = nil,
        cleanReads: Int = 0,
        providerID: String? = nil,
        why: String? = nil,
        error: JSONValue? = nil
    ) {
        self.move = move
        self.at = at
        self.notBefore = notBefore
        self.cleanReads = cleanReads
        self.providerID = providerID
        self.why = why
        self.error = error
    }
}

extension EffectTable {
    /// Moves an effect; false where the fence is an older one, or its state does not allow it.
    ///
    /// What holds back the later effects of its run at the same ticket, and what lets them go again, is done with it.
    package static func move(
        _ id: Int64,
        fence: Int64,
        _ step: EffectStep,
        in transaction: SQLTransaction
    ) throws -> Bool {
        let end = step.move.end
        let moved = try transaction.first(
            """
            UPDATE effect SET state = $3, fence = fence + 1, lease_owner = NULL, lease_until = NULL, settled_at = $4,
                not_before = COALESCE($5, not_before), clean_reads = $6, provider_id = COALESCE($7, provider_id), why = $8,
                error = $9, lost_at = CASE WHEN $3 = 'unknown' THEN $11 ELSE lost_at END
            WHERE id = $1 AND fence = $2 AND state IN {texts $10}
            RETURNING run, position, connection, ticket, class
            """,
            [
                .value(id), .value(fence), .text(end.rawValue), .value(end.isOpen ? nil : step.at),
                .value(step.notBefore), .value(step.cleanReads), .value(step.providerID), .value(step.why),
                .value(step.error?.text()), .texts(step.move.starts.map(\.rawValue)), .value(step.at),
            ]
        )
        guard let moved else { return false }
        switch end {
        case .refused, .waitsForPerson, .expired, .unknown:
            try stopFollowers(of: moved, .hold, because: end, at: step.at, transaction)
        case .superseded:
            // What was to follow an answer fits no longer where a person gave another one; a value stands for itself.
            if try moved.word("class") == EffectRecord.Class.appending {
                try stopFollowers(of: moved, .supersede, because: end, at: step.at, transaction)
            }
        case .delivered, .noChange, .pending:
            try releaseFollowers(of: moved, transaction)
        case .sending, .held, .recorded: break
        }
        transaction.wake(channel)
        return true
    }

    /// Writes down that an unknown effect was looked for; false where somebody was faster.
    package static func looked(
        _ id: Int64,
        fence: Int64,
        cleanReads: Int,
        notBefore: Timestamp,
        why: String?,
        in transaction: SQLTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE effect SET fence = fence + 1, clean_reads = $3, not_before = $4, why = COALESCE($5, why)
            WHERE id = $1 AND fence = $2 AND state = 'unknown'
            """,
            [.value(id), .value(fence), .value(cleanReads), .value(notBefore), .value(why)]
        ) == 1
    }

    /// Puts a pending effect off; false where somebody was faster.
    package static func putOff(
        _ id: Int64,
        fence: Int64,
        until: Timestamp,
        why: String,
        error: JSONValue? = nil,
        in transaction: SQLTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE effect SET fence = fence + 1, not_before = $3, why = $4, error = $5
            WHERE id = $1 AND fence = $2 AND state = 'pending'
            """,
            [.value(id), .value(fence), .value(until), .text(why), .value(error?.text())]
        ) == 1
    }

    private static func stopFollowers(
        of moved: SQLRow,
        _ move: EffectMove,
        because end: EffectState,
        at time: Timestamp,
        _ transaction: SQLTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE effect SET state = $7, fence = fence + 1, settled_at = $5, why = $6
            WHERE run = $1 AND position > $2 AND connection = $3 AND ticket = $4 AND state = 'pending'
            """,
            [
                moved.values[0], moved.values[1], moved.values[2], moved.values[3], .value(time),
                .text("effect \(try moved["position"] as Int + 1) of its run is \(end.rawValue)"),
                .text(move.end.rawValue),
            ]
        )
    }

    /// Lets go what nothing before it holds back any more; what may have left before is read back first.
    private static func releaseFollowers(of moved: SQLRow, _ transaction: SQLTransaction) throws {
        try transaction.execute(
            """
            UPDATE effect SET state = CASE WHEN lost_at IS NULL THEN 'pending' ELSE 'unknown' END, fence = fence + 1,
                settled_at = NULL, why = NULL
            WHERE run = $1 AND position > $2 AND connection = $3 AND ticket = $4 AND state = 'held'
                AND NOT EXISTS (
                    SELECT 1 FROM effect AS other
                    WHERE other.run = effect.run AND other.position < effect.position
                        AND other.connection = effect.connection AND other.ticket = effect.ticket
                        AND other.state IN ('refused', 'waits_for_person', 'expired', 'unknown')
                )
            """,
            [moved.values[0], moved.values[1], moved.values[2], moved.values[3]]
        )
    }
}

extension EffectTable {
    /// Gives an entry that may expire until another time.
    package static func extend(_ id: Int64, to time: Timestamp, in transaction: SQLTransaction) throws {
        try transaction.execute(
            "UPDATE effect SET expires_at = $2 WHERE id = $1 AND expires_at IS NOT NULL",
            [.value(id), .value(time)]
        )
    }
}
