extension Migration {
    /// Schedules, and their slots from before they are due until long after.
    ///
    /// The index `slot_once` is a rule: a schedule has one slot at a time of its calendar, whoever plans it. Slots of a
    /// schedule that was changed or removed are voided, and do not stand in the way of new ones.
    static let schedules = Migration(
        "0005-schedules",
        [
            // `generation` grows with every change of `definition`, `mode` or `active`.
            """
            CREATE TABLE schedule (
                id {id},
                automation {text} NOT NULL,
                name {text} NOT NULL,
                generation {integer} NOT NULL,
                definition {text} NOT NULL,
                mode {text} NOT NULL,
                active {integer} NOT NULL,
                changed_at {integer} NOT NULL,
                UNIQUE (automation, name)
            ) {table}
            """,
            // `planned_at` is the calendar's time, `due_at` adds the jitter; a row that stands for several slots has the
            // last of them in `until_at`.
            """
            CREATE TABLE slot (
                id {id},
                schedule {integer} NOT NULL,
                generation {integer} NOT NULL,
                mode {text} NOT NULL,
                planned_at {integer} NOT NULL,
                due_at {integer} NOT NULL,
                until_at {integer},
                state {text} NOT NULL,
                backfilled {integer} NOT NULL,
                decided_at {integer},
                why {text}
            ) {table}
            """,
            "CREATE UNIQUE INDEX slot_once ON slot (schedule, mode, planned_at) WHERE state <> 'voided'",
            "CREATE INDEX slot_due ON slot (due_at, id) WHERE state = 'planned'",
            "CREATE INDEX slot_waiting ON slot (schedule, planned_at) WHERE state = 'waiting'",
            "CREATE INDEX slot_decided ON slot (decided_at) WHERE decided_at IS NOT NULL",
            "CREATE INDEX slot_of_schedule ON slot (schedule, planned_at)",
            "ALTER TABLE run ADD COLUMN slot {integer}",
            "CREATE INDEX run_slot ON run (slot) WHERE slot IS NOT NULL",
            """
            CREATE INDEX run_slot_open ON run (slot)
            WHERE slot IS NOT NULL AND state IN ('available', 'retrying', 'running')
            """,
        ]
    )
}
