import PluginHost
import Store
import TicketModel

/// What is due in one transaction: every decision about it, and the runs it makes.
struct SlotBatch: Sendable {
    /// What a batch came to.
    struct Outcome: Sendable {
        var report = ScheduleReport()
        /// How many slots were moved.
        var decided = 0
        /// Schedules that some other program has a later version of.
        var others: Set<Int64> = []
    }

    private let adopted: [Int64: AdoptedSchedule]
    private let now: Timestamp
    private(set) var outcome = Outcome()

    private var moves: [SlotMove] = []
    private var extra: [NewSlot] = []
    private var runs: [NewRun] = []
    private var next: [(AdoptedSchedule, NewSlot)] = []
    private var replaced: [Int64] = []
    /// Slots that have to be rows before their runs can name them.
    private var startedExtra: [(AdoptedSchedule, NewSlot)] = []

    init(_ adopted: [Int64: AdoptedSchedule], now: Timestamp) {
        self.adopted = adopted
        self.now = now
    }

    /// Decides about what waits and what is due, and writes all of it.
    mutating func decide(without others: Set<Int64>, limit: Int, in transaction: SQLTransaction) throws {
        let waiting = try SlotTable.waiting(in: transaction)
        let due = try SlotTable.due(now: now, without: others, limit: limit, in: transaction)
        guard !waiting.isEmpty || !due.isEmpty else { return }
        var busy = try ScheduleTable.busy(in: transaction)
        let pauses = try SchedulePauses(in: transaction)
        var left: [Int64: Timestamp] = [:]
        for slot in waiting {
            guard let schedule = known(slot), pauses.reason(schedule.schedule.key) == nil, !busy.contains(schedule.id)
            else {
                left[slot.schedule] = min(left[slot.schedule] ?? slot.plannedAt, slot.plannedAt)
                continue
            }
            busy.insert(schedule.id)
            startWaiting(slot, of: schedule)
        }
        for slot in due {
            guard let schedule = known(slot) else {
                outcome.others.insert(slot.schedule)
                continue
            }
            let pause = try pauses.reason(schedule.schedule.key) ?? pauseIfFailing(schedule, transaction)
            let situation = SlotPlan.Situation(
                now: now,
                isBusy: busy.contains(schedule.id),
                waiting: left[schedule.id],
                pause: pause
            )
            take(SlotPlan(schedule.rules, first: slot.plannedAt, situation), for: slot, of: schedule)
        }
        try write(in: transaction)
    }

    /// The schedule of a slot, where this program has it as it was planned.
    private func known(_ slot: SlotRecord) -> AdoptedSchedule? {
        adopted[slot.schedule].flatMap { $0.generation == slot.generation ? $0 : nil }
    }

    private mutating func startWaiting(_ slot: SlotRecord, of schedule: AdoptedSchedule) {
        moves.append(SlotMove(slot.id, .started, why: Reasons.startedAfterWait(now - slot.dueAt)))
        runs.append(run(of: schedule, plannedAt: slot.plannedAt, slot: slot.id))
        outcome.report.started += 1
    }

    private mutating func take(_ plan: SlotPlan, for slot: SlotRecord, of schedule: AdoptedSchedule) {
        if plan.replaces { replaced.append(schedule.id) }
        for (place, decision) in plan.decisions.enumerated() {
            outcome.report.count(decision)
            if decision.state == .started {
                let late = now - schedule.rules.due(decision.plannedAt)
                outcome.report.greatestLateness = max(outcome.report.greatestLateness, late)
            }
            guard place > 0 else {
                moves.append(SlotMove(slot.id, decision.state, untilAt: decision.untilAt, why: decision.why))
                if decision.state == .started {
                    runs.append(run(of: schedule, plannedAt: decision.plannedAt, slot: slot.id))
                }
                continue
            }
            var new = SlotPlanning.slot(of: schedule, at: decision.plannedAt)
            (new.state, new.untilAt, new.why) = (decision.state, decision.untilAt, decision.why)
            new.decidedAt = now
            if decision.state == .started { startedExtra.append((schedule, new)) } else { extra.append(new) }
        }
        if let time = plan.next { next.append((schedule, SlotPlanning.slot(of: schedule, at: time))) }
    }

    private func run(of schedule: AdoptedSchedule, plannedAt: Timestamp, slot: Int64) -> NewRun {
        NewRun(schedule.schedule, mode: schedule.mode, plannedAt: plannedAt, slot: slot, now: now)
    }

    /// Pauses a schedule whose last slots have all failed, and says why.
    private mutating func pauseIfFailing(
        _ schedule: AdoptedSchedule,
        _ transaction: SQLTransaction
    ) throws -> String? {
        guard let most = schedule.schedule.declaration.pauseAfter else { return nil }
        let outcomes = try RunTable.outcomes(of: schedule.id, limit: most, in: transaction)
        guard outcomes.count == most, outcomes.allSatisfy(\.hasFailed) else { return nil }
        let reason = Reasons.failedInARow(most, last: outcomes.first?.why)
        let pause = Pause(.schedule(schedule.schedule.key), reason: reason, by: "usher", since: now)
        if try PauseTable.add(pause, in: transaction) { outcome.report.paused += 1 }
        return Reasons.schedulePaused(reason, since: now)
    }

    // MARK: Writing

    private mutating func write(in transaction: SQLTransaction) throws {
        outcome.decided = try SlotTable.move(moves, now: now, in: transaction)
        try SlotTable.insert(extra, in: transaction)
        for (schedule, slot) in startedExtra {
            // Somebody else has begun it where there is no id.
            guard let id = try SlotTable.insert(slot, in: transaction) else { continue }
            runs.append(run(of: schedule, plannedAt: slot.plannedAt, slot: id))
        }
        try RunTable.replace(schedules: replaced, why: Reasons.replaced, now: now, in: transaction)
        try RunTable.insert(runs, in: transaction)
        guard try SlotTable.insert(next.map(\.1), in: transaction) < next.count else { return }
        // A time that was dealt with before, as where an operator ran it already: the one behind it is planned.
        for (schedule, slot) in next {
            try SlotPlanning.plan(schedule, after: slot.plannedAt - TimeSpan(microseconds: 1), in: transaction)
        }
    }
}

/// Which schedules are paused, and why.
struct SchedulePauses: Sendable {
    private let reasons: [String: String]

    init(in reader: any SQLReader) throws {
        var reasons: [String: String] = [:]
        for pause in try PauseTable.all(in: reader) {
            if case .schedule(let key) = pause.scope {
                reasons[key] = Reasons.schedulePaused(pause.reason, since: pause.since)
            }
        }
        self.reasons = reasons
    }

    func reason(_ key: String) -> String? { reasons[key] }
}

extension NewRun {
    /// The run of a slot.
    init(
        _ schedule: HostedSchedule,
        mode: String,
        plannedAt: Timestamp,
        slot: Int64,
        now: Timestamp
    ) {
        let automation = schedule.hosted.automation
        let handler = HandlerName(schedule.declaration).key
        self.init(
            key: RunKey.ofSlot(plannedAt, mode: mode, automation: automation.name, handler: handler),
            automation: automation.name,
            version: automation.version,
            handler: handler,
            mode: mode,
            cause: .schedule,
            slot: slot,
            payload: ["slot": plannedAt.json],
            lane: .sweeps,
            dueAt: min(now, schedule.rules.due(plannedAt)),
            createdAt: now
        )
    }
}
