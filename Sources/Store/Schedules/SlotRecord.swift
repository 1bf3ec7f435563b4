package import TicketModel

/// One time of a schedule's calendar, and what became of it.
package struct SlotRecord: Sendable, Equatable {
    package var id: Int64
    package var schedule: Int64
    /// The generation of the schedule that it was planned under.
    package var generation: Int64
    package var mode: String
    /// The calendar's time.
    package var plannedAt: Timestamp
    /// When it may begin: the calendar's time and the schedule's jitter.
    package var dueAt: Timestamp
    /// The last slot that the row stands for, where that is more than one.
    package var untilAt: Timestamp?
    package var state: SlotState
    /// Whether an operator asked for it afterwards.
    package var isBackfilled: Bool
    package var decidedAt: Timestamp?
    /// Why it stands where it does, as a clause.
    package var why: String?

    static let columns: SQL =
        "id, schedule, generation, mode, planned_at, due_at, until_at, state, backfilled, decided_at, why"

    init(_ row: SQLRow) throws {
        id = try row["id"]
        schedule = try row["schedule"]
        generation = try row["generation"]
        mode = try row["mode"]
        plannedAt = try row["planned_at"]
        dueAt = try row["due_at"]
        untilAt = try row["until_at"]
        state = try row.word("state")
        isBackfilled = try row["backfilled"]
        decidedAt = try row["decided_at"]
        why = try row["why"]
    }
}

/// A slot that is to be a row: planned, or decided at once because it was overdue before anybody planned it.
package struct NewSlot: Sendable, Equatable {
    package var schedule: Int64
    package var generation: Int64
    package var mode: String
    package var plannedAt: Timestamp
    package var dueAt: Timestamp
    package var untilAt: Timestamp?
    package var state: SlotState
    package var isBackfilled: Bool
    package var decidedAt: Timestamp?
    package var why: String?

    package init(
        schedule: Int64,
        generation: Int64,
        mode: String,
        plannedAt: Timestamp,
        dueAt: Timestamp,
        untilAt: Timestamp? = nil,
        state: SlotState = .planned,
        isBackfilled: Bool = false,
        decidedAt: Timestamp? = nil,
        why: String? = nil
    ) {
        self.schedule = schedule
        self.generation = generation
        self.mode = mode
        self.plannedAt = plannedAt
        self.dueAt = dueAt
        self.untilAt = untilAt
        self.state = state
        self.isBackfilled = isBackfilled
        self.decidedAt = decidedAt
        self.why = why
    }

    var values: [SQLValue] {
        [
            .value(schedule), .value(generation), .text(mode), .value(plannedAt), .value(dueAt), .value(untilAt),
            .text(state.rawValue), .value(isBackfilled), .value(decidedAt), .value(why),
        ]
    }
}

/// What becomes of a slot that is a row already.
package struct SlotMove: Sendable, Equatable {
    package var slot: Int64
    package var state: SlotState
    package var untilAt: Timestamp?
    package var why: String?

    package init(_ slot: Int64, _ state: SlotState, untilAt: Timestamp? = nil, why: String? = nil) {
        self.slot = slot
        self.state = state
        self.untilAt = untilAt
        self.why = why
    }
}
