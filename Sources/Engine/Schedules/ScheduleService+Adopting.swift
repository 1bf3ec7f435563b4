import PluginHost
import Store
import TicketModel

extension ScheduleService {
    /// Writes the schedules down as they are declared now, voids the slots of those that were changed or removed, and plans
    /// the first slot of each: all in one commit.
    ///
    /// - Returns: the schedules by their rows' ids, and when anything was decided last.
    func adopt(at now: Timestamp) async throws -> ([Int64: AdoptedSchedule], decided: Timestamp?) {
        let declared = automations.schedules
        return try await parts.database.write { transaction in
            let before = Dictionary(
                try ScheduleTable.all(in: transaction).map { (HostedSchedule.key($0.automation, $0.name), $0) }
            ) { first, _ in first }
            var adopted: [Int64: AdoptedSchedule] = [:]
            var (new, changed): ([AdoptedSchedule], [AdoptedSchedule]) = ([], [])
            for schedule in declared {
                let old = before[schedule.key]
                let record = try Self.record(of: schedule, old, now: now, transaction)
                let taken = AdoptedSchedule(id: record.id, generation: record.generation, schedule: schedule)
                adopted[record.id] = taken
                switch old {
                case nil: new.append(taken)
                case let old? where old.generation != record.generation: changed.append(taken)
                default: break
                }
            }
            let removed = before.values.filter { $0.isActive && adopted[$0.id] == nil }.map(\.id).sorted()
            let carried = try Self.carried(changed, before, now: now, transaction)
            try SlotTable.void(
                schedules: changed.map(\.id),
                why: Reasons.scheduleChanged,
                now: now,
                in: transaction
            )
            try SlotTable.void(schedules: removed, why: Reasons.scheduleRemoved, now: now, in: transaction)
            try ScheduleTable.retire(removed, now: now, in: transaction)
            for schedule in changed {
                try SlotPlanning.plan(schedule, after: carried[schedule.id] ?? now, in: transaction)
            }
            try SlotTable.insert(new.compactMap { SlotPlanning.first(of: $0, after: now) }, in: transaction)
            return (adopted, try SlotTable.lastDecision(in: transaction))
        }
    }

    private static func record(
        of schedule: HostedSchedule,
        _ old: ScheduleRecord?,
        now: Timestamp,
        _ transaction: SQLTransaction
    ) throws -> ScheduleRecord {
        let mode = schedule.hosted.mode.rawValue
        if let old, old.isActive, old.mode == mode, old.definition == schedule.rules.definition { return old }
        return try ScheduleTable.declare(
            automation: schedule.hosted.automation.name,
            name: schedule.declaration.name,
            definition: schedule.rules.definition,
            mode: mode,
            now: now,
            in: transaction
        )
    }

    /// From when on changed schedules are planned, where that is before now.
    ///
    /// An overdue slot that a schedule still has is not lost by the change. In another mode everything begins anew.
    private static func carried(
        _ changed: [AdoptedSchedule],
        _ before: [String: ScheduleRecord],
        now: Timestamp,
        _ transaction: SQLTransaction
    ) throws -> [Int64: Timestamp] {
        let planned = try SlotTable.planned(of: changed.map(\.id), in: transaction)
        let slots = Dictionary(planned.map { ($0.schedule, $0) }) { $0.plannedAt < $1.plannedAt ? $0 : $1 }
        var carried: [Int64: Timestamp] = [:]
        for schedule in changed {
            guard let slot = slots[schedule.id], slot.dueAt <= now, slot.mode == schedule.mode,
                before[schedule.schedule.key]?.isActive == true
            else { continue }
            let justBefore = slot.plannedAt - TimeSpan(microseconds: 1)
            if schedule.rules.calendar.next(after: justBefore) == slot.plannedAt { carried[schedule.id] = justBefore }
        }
        return carried
    }

    /// Takes back what was decided while the clock was ahead, and plans every schedule from now on.
    func takeBack(_ adopted: [Int64: AdoptedSchedule], at now: Timestamp) async throws {
        try await parts.database.write { transaction in
            try SlotTable.takeBack(after: now, why: Reasons.clockPutBack, in: transaction)
            for schedule in adopted.values.sorted(by: { $0.id < $1.id }) {
                try SlotPlanning.plan(schedule, after: now, in: transaction)
            }
        }
    }
}

/// Makes the row of a schedule's next slot.
enum SlotPlanning {
    /// The first slot after a time, as a row to be; `nil` where none comes.
    static func first(of schedule: AdoptedSchedule, after time: Timestamp) -> NewSlot? {
        schedule.rules.calendar.next(after: time).map { slot(of: schedule, at: $0) }
    }

    static func slot(of schedule: AdoptedSchedule, at planned: Timestamp) -> NewSlot {
        NewSlot(
            schedule: schedule.id,
            generation: schedule.generation,
            mode: schedule.mode,
            plannedAt: planned,
            dueAt: schedule.rules.due(planned)
        )
    }

    /// Plans the first slot after a time that has not been dealt with, unless one is planned there already.
    static func plan(_ schedule: AdoptedSchedule, after time: Timestamp, in transaction: SQLTransaction) throws {
        var time = time
        while let slot = first(of: schedule, after: time) {
            if try SlotTable.insert([slot], in: transaction) == 1 { return }
            let found = try SlotTable.slot(
                of: schedule.id,
                mode: schedule.mode,
                plannedAt: slot.plannedAt,
                in: transaction
            )
            if found?.state == .planned { return }
            time = slot.plannedAt
        }
    }
}
