package import TicketModel

// What happens to slots when their schedule or the clock is changed.
extension SlotTable {
    /// Voids what schedules have not begun yet.
    package static func void(
        schedules: [Int64],
        why: String,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws {
        guard !schedules.isEmpty else { return }
        try transaction.execute(
            """
            UPDATE slot SET state = 'voided', why = $2, decided_at = $3
            WHERE schedule IN {integers $1} AND state IN ('planned', 'waiting')
            """,
            [.integers(schedules), .text(why), .value(now)]
        )
    }

    /// The planned slots of schedules.
    package static func planned(of schedules: [Int64], in reader: any SQLReader) throws -> [SlotRecord] {
        try reader.query(
            "SELECT \(SlotRecord.columns) FROM slot WHERE state = 'planned' AND schedule IN {integers $1}",
            [.integers(schedules)]
        ).map(SlotRecord.init)
    }

    /// When anything was decided last; later than now only where the clock was put back.
    package static func lastDecision(in reader: any SQLReader) throws -> Timestamp? {
        try reader.first(
            "SELECT decided_at FROM slot WHERE decided_at IS NOT NULL ORDER BY decided_at DESC LIMIT 1"
        ).map { try $0["decided_at"] }
    }

    /// Takes back what a clock that was ahead decided about slots that are still to come, all but what was started.
    ///
    /// Runs that it made are due now: their time may be far off.
    package static func takeBack(after now: Timestamp, why: String, in transaction: SQLTransaction) throws {
        try transaction.execute(
            """
            UPDATE slot SET state = 'voided', why = $2, decided_at = $1
            WHERE planned_at > $1 AND state IN ('planned', 'waiting', 'skipped', 'collapsed', 'missed')
            """,
            [.value(now), .text(why)]
        )
        try transaction.execute(
            "UPDATE slot SET decided_at = $1 WHERE decided_at > $1",
            [.value(now)]
        )
        try transaction.execute(
            "UPDATE run SET due_at = $1 WHERE slot IS NOT NULL AND state = 'available' AND due_at > $1",
            [.value(now)]
        )
        transaction.wake(RunTable.channel)
    }

    /// The times after one at which a schedule has slots that are not voided.
    package static func taken(
        of schedule: Int64,
        mode: String,
        after time: Timestamp,
        in reader: any SQLReader
    ) throws -> Set<Timestamp> {
        let rows = try reader.query(
            """
            SELECT planned_at FROM slot
            WHERE schedule = $1 AND mode = $2 AND planned_at > $3 AND state <> 'voided'
            """,
            [.value(schedule), .text(mode), .value(time)]
        )
        return Set(try rows.map { try $0["planned_at"] })
    }
}
