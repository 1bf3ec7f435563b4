package import TicketModel

/// The slots of schedules; ``SlotState`` says how they move.
package enum SlotTable {
    private static let insertion: SQL = """
        INSERT INTO slot (schedule, generation, mode, planned_at, due_at, until_at, state, backfilled, decided_at, why)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (schedule, mode, planned_at) WHERE state <> 'voided' DO NOTHING
        """

    /// Makes slots; one that is there already is left as it is.
    ///
    /// - Returns: how many are new.
    @discardableResult
    package static func insert(_ slots: [NewSlot], in transaction: SQLTransaction) throws -> Int {
        guard !slots.isEmpty else { return 0 }
        transaction.wake(SlotChannel.name)
        return try transaction.execute(insertion, rows: slots.map(\.values))
    }

    /// Makes a slot and answers its id; `nil` where it is there already.
    package static func insert(_ slot: NewSlot, in transaction: SQLTransaction) throws -> Int64? {
        try transaction.insert(insertion, rows: [slot.values])[0]
    }

    /// Moves planned and waiting slots on.
    ///
    /// - Returns: how many were moved; one that somebody else has moved is left alone.
    @discardableResult
    package static func move(_ moves: [SlotMove], now: Timestamp, in transaction: SQLTransaction) throws -> Int {
        guard !moves.isEmpty else { return 0 }
        return try transaction.execute(
            """
            UPDATE slot SET state = $2, until_at = $3, why = $4, decided_at = $5
            WHERE id = $1 AND state IN ('planned', 'waiting')
            """,
            rows: moves.map {
                [.value($0.slot), .text($0.state.rawValue), .value($0.untilAt), .value($0.why), .value(now)]
            }
        )
    }

    /// Starts a slot that was decided otherwise, because an operator asks for it.
    package static func backfill(
        _ id: Int64,
        why: String,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE slot SET state = 'started', backfilled = 1, why = $2, decided_at = $3
            WHERE id = $1 AND state IN ('skipped', 'collapsed', 'missed')
            """,
            [.value(id), .text(why), .value(now)]
        )
    }

    /// The planned slots whose time has come, earliest first, but for those of some schedules.
    ///
    /// On PostgreSQL the rows are locked, and those that another process has locked are left out.
    package static func due(
        now: Timestamp,
        without schedules: Set<Int64> = [],
        limit: Int,
        in transaction: SQLTransaction
    ) throws -> [SlotRecord] {
        try transaction.query(
            """
            SELECT \(SlotRecord.columns) FROM slot
            WHERE state = 'planned' AND due_at <= $1 AND schedule NOT IN {integers $3}
            ORDER BY due_at, id LIMIT $2 {claim}
            """,
            [.value(now), .value(limit), .integers(schedules.sorted())]
        ).map(SlotRecord.init)
    }

    /// The slots whose time has come and that wait for an earlier one, earliest first.
    package static func waiting(in reader: any SQLReader) throws -> [SlotRecord] {
        try reader.query(
            "SELECT \(SlotRecord.columns) FROM slot WHERE state = 'waiting' ORDER BY schedule, planned_at"
        ).map(SlotRecord.init)
    }

    /// Whether any slot waits for an earlier one.
    package static func isWaiting(in reader: any SQLReader) throws -> Bool {
        try reader.first("SELECT 1 AS found FROM slot WHERE state = 'waiting' LIMIT 1") != nil
    }

    /// When the next planned slot is due, but for those of some schedules.
    package static func nextDue(without schedules: Set<Int64> = [], in reader: any SQLReader) throws -> Timestamp? {
        try reader.first(
            """
            SELECT due_at FROM slot WHERE state = 'planned' AND schedule NOT IN {integers $1} ORDER BY due_at LIMIT 1
            """,
            [.integers(schedules.sorted())]
        ).map { try $0["due_at"] }
    }

    /// The latest slots of a schedule, the latest first.
    package static func history(of schedule: Int64, limit: Int, in reader: any SQLReader) throws -> [SlotRecord] {
        try reader.query(
            "SELECT \(SlotRecord.columns) FROM slot WHERE schedule = $1 ORDER BY planned_at DESC, id DESC LIMIT $2",
            [.value(schedule), .value(limit)]
        ).map(SlotRecord.init)
    }

    /// The slot of a schedule at a time of its calendar, unless it was voided.
    package static func slot(
        of schedule: Int64,
        mode: String,
        plannedAt: Timestamp,
        in reader: any SQLReader
    ) throws -> SlotRecord? {
        try reader.first(
            """
            SELECT \(SlotRecord.columns) FROM slot
            WHERE schedule = $1 AND mode = $2 AND planned_at = $3 AND state <> 'voided'
            """,
            [.value(schedule), .text(mode), .value(plannedAt)]
        ).map(SlotRecord.init)
    }

    /// Removes slots that were decided before a time and have no run any more.
    ///
    /// - Returns: how many; fewer than the limit when nothing is left.
    @discardableResult
    package static func prune(before time: Timestamp, limit: Int, in transaction: SQLTransaction) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM slot WHERE id IN (
                SELECT id FROM slot
                WHERE decided_at < $1 AND state NOT IN ('planned', 'waiting')
                    AND NOT EXISTS (SELECT 1 FROM run WHERE run.slot = slot.id)
                ORDER BY decided_at LIMIT $2
            )
            """,
            [.value(time), .value(limit)]
        )
    }
}
