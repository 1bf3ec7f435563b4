package import TicketModel

/// A schedule as it was last declared.
package struct ScheduleRecord: Sendable, Equatable {
    package var id: Int64
    package var automation: String
    package var name: String
    /// Grows whenever the schedule is changed, removed or taken up again.
    package var generation: Int64
    /// What its slots depend on, as text that is equal where it is.
    package var definition: String
    /// `shadow` or `live`.
    package var mode: String
    package var isActive: Bool
    package var changedAt: Timestamp
}

/// The schedules: one row for each that an automation has, or ever had.
package enum ScheduleTable {
    private static let columns: SQL = "id, automation, name, generation, definition, mode, active, changed_at"

    /// Takes a schedule as it is declared now.
    ///
    /// - Returns: the row; its generation is a new one where something is different.
    package static func declare(
        automation: String,
        name: String,
        definition: String,
        mode: String,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws -> ScheduleRecord {
        try transaction.execute(
            """
            INSERT INTO schedule (automation, name, generation, definition, mode, active, changed_at)
            VALUES ($1, $2, 1, $3, $4, 1, $5)
            ON CONFLICT (automation, name) DO UPDATE SET generation = schedule.generation + 1,
                definition = excluded.definition, mode = excluded.mode, active = 1, changed_at = excluded.changed_at
            WHERE schedule.definition <> excluded.definition OR schedule.mode <> excluded.mode OR schedule.active = 0
            """,
            [.text(automation), .text(name), .text(definition), .text(mode), .value(now)]
        )
        let row = try transaction.one(
            "SELECT \(columns) FROM schedule WHERE automation = $1 AND name = $2",
            [.text(automation), .text(name)]
        )
        return try record(row)
    }

    /// Notes that schedules are no longer declared.
    package static func retire(_ ids: [Int64], now: Timestamp, in transaction: SQLTransaction) throws {
        guard !ids.isEmpty else { return }
        try transaction.execute(
            """
            UPDATE schedule SET active = 0, generation = generation + 1, changed_at = $2
            WHERE id IN {integers $1} AND active = 1
            """,
            [.integers(ids), .value(now)]
        )
    }

    /// Lets a schedule begin anew: what failed before does not count any more.
    package static func forgive(
        automation: String,
        name: String,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws {
        try transaction.execute(
            "UPDATE schedule SET changed_at = $3 WHERE automation = $1 AND name = $2",
            [.text(automation), .text(name), .value(now)]
        )
    }

    /// Every schedule, removed ones too, by automation and name; in a transaction the rows are locked.
    package static func all(in transaction: SQLTransaction) throws -> [ScheduleRecord] {
        try transaction.query("SELECT \(columns) FROM schedule ORDER BY automation, name {lock}").map(record)
    }

    /// The schedules that are declared, by automation and name.
    package static func active(in reader: any SQLReader) throws -> [ScheduleRecord] {
        try reader.query("SELECT \(columns) FROM schedule WHERE active = 1 ORDER BY automation, name").map(record)
    }

    /// The schedules whose runs are not all over; backfilled slots do not count.
    package static func busy(in reader: any SQLReader) throws -> Set<Int64> {
        let rows = try reader.query(
            """
            SELECT DISTINCT slot.schedule FROM run JOIN slot ON slot.id = run.slot
            WHERE run.slot IS NOT NULL AND run.state IN ('available', 'retrying', 'running') AND slot.backfilled = 0
            """
        )
        return Set(try rows.map { try $0["schedule"] })
    }

    private static func record(_ row: SQLRow) throws -> ScheduleRecord {
        ScheduleRecord(
            id: try row["id"],
            automation: try row["automation"],
            name: try row["name"],
            generation: try row["generation"],
            definition: try row["definition"],
            mode: try row["mode"],
            isActive: try row["active"],
            changedAt: try row["changed_at"]
        )
    }
}
