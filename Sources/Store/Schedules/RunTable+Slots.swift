package import TicketModel

// The runs of slots.
extension RunTable {
    /// Ends the runs of schedules that are not over, because a later slot takes their place.
    ///
    /// An attempt under way goes on, but its fence is an old one now: nothing of it is written.
    ///
    /// - Returns: how many.
    @discardableResult
    package static func replace(
        schedules: [Int64],
        why: String,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws -> Int {
        guard !schedules.isEmpty else { return 0 }
        return try transaction.execute(
            """
            UPDATE run SET state = $2, fence = fence + 1, ended_at = $3, verdict = 'replaced', why = $4, lease_owner = NULL,
                lease_until = NULL
            WHERE slot IN (SELECT id FROM slot WHERE schedule IN {integers $1} AND backfilled = 0) AND state IN {texts $5}
            """,
            [
                .integers(schedules), .text(RunMove.replace.end.rawValue), .value(now), .text(why),
                .texts(RunMove.replace.starts.map(\.rawValue)),
            ]
        )
    }

    /// How the latest started slots of a schedule came out, the latest first.
    ///
    /// Those whose runs are not over are left out, and those from before the schedule was changed or resumed.
    package static func outcomes(
        of schedule: Int64,
        limit: Int,
        in reader: any SQLReader
    ) throws -> [SlotOutcome] {
        try reader.query(
            """
            SELECT slot.id, slot.planned_at, MAX(run.why) AS why,
                MAX(CASE WHEN run.state = 'quarantined' THEN 1 ELSE 0 END) AS failed,
                MAX(CASE WHEN run.state = 'done' AND run.verdict <> 'spread' THEN 1 ELSE 0 END) AS ended
            FROM slot JOIN schedule ON schedule.id = slot.schedule JOIN run ON run.slot = slot.id
            WHERE slot.schedule = $1 AND slot.state = 'started' AND slot.backfilled = 0
                AND slot.decided_at >= schedule.changed_at
            GROUP BY slot.id, slot.planned_at
            HAVING MAX(CASE WHEN run.state IN ('available', 'retrying', 'running') THEN 1 ELSE 0 END) = 0
            ORDER BY slot.planned_at DESC LIMIT $2
            """,
            [.value(schedule), .value(limit)]
        ).map { row in
            let (failed, ended): (Int, Int) = (try row["failed"], try row["ended"])
            return SlotOutcome(
                plannedAt: try row["planned_at"],
                hasFailed: failed == 1 && ended == 0,
                why: try row["why"]
            )
        }
    }
}

/// How the runs of a slot came out.
package struct SlotOutcome: Sendable, Equatable {
    package var plannedAt: Timestamp
    /// Whether some of them were given up, and none ended well.
    package var hasFailed: Bool
    /// The reason of one of them, where there is one.
    package var why: String?

    package init(plannedAt: Timestamp, hasFailed: Bool, why: String? = nil) {
        self.plannedAt = plannedAt
        self.hasFailed = hasFailed
        self.why = why
    }
}
