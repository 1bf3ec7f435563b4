package import PluginHost
import Store
package import TicketModel

/// Runs slots of the past that have not run, because an operator asks for it.
package struct ScheduleBackfill: Sendable {
    /// What became of a slot that was asked for.
    package enum Result: String, Sendable, Hashable {
        /// Its run was made.
        case started
        /// It had run already; it is not run again.
        case hadRun = "had_run"
        /// It is planned or waits, and will run by itself.
        case toCome = "to_come"
    }

    /// So many slots may be asked for at once.
    package static let most = 10_000

    private let service: ScheduleService

    package init(_ service: ScheduleService) {
        self.service = service
    }

    /// Makes the runs of every slot from one time to another, both included.
    ///
    /// All of them are made in one commit, or none; workers run them like others.
    package func fill(
        _ schedule: HostedSchedule,
        from start: Timestamp,
        to end: Timestamp,
        mode: RunMode
    ) async throws -> [(slot: Timestamp, result: Result)] {
        let now = service.now
        guard start <= end else { throw ScheduleError.backwards }
        guard end <= now else { throw ScheduleError.future(now) }
        guard mode != .live || schedule.hosted.mode == .live else {
            throw ScheduleError.notLive(automation: schedule.hosted.automation.name, mode: schedule.hosted.mode)
        }
        let times = try Self.times(schedule.declaration.calendar, from: start, to: end)
        let adopted = try await service.adopted(at: now).values.first { $0.schedule.key == schedule.key }
        guard let adopted else { throw ScheduleError.unknown(schedule.key, among: []) }
        return try await service.parts.database.write { transaction in
            try times.map { time in
                (time, try Self.fill(adopted, at: time, mode: mode.rawValue, now: now, transaction))
            }
        }
    }

    private static func times(
        _ calendar: SlotCalendar,
        from start: Timestamp,
        to end: Timestamp
    ) throws(ScheduleError) -> [Timestamp] {
        var times: [Timestamp] = []
        var last = start - TimeSpan(microseconds: 1)
        while let next = calendar.next(after: last), next <= end {
            guard times.count < most else { throw .tooMany(most) }
            times.append(next)
            last = next
        }
        return times
    }

    private static func fill(
        _ schedule: AdoptedSchedule,
        at time: Timestamp,
        mode: String,
        now: Timestamp,
        _ transaction: SQLTransaction
    ) throws -> Result {
        var slot = SlotPlanning.slot(of: schedule, at: time)
        (slot.mode, slot.state, slot.isBackfilled) = (mode, .started, true)
        (slot.decidedAt, slot.why) = (now, Reasons.backfilled)
        var id = try SlotTable.insert(slot, in: transaction)
        if id == nil {
            let found = try SlotTable.slot(of: schedule.id, mode: mode, plannedAt: time, in: transaction)
            switch found?.state {
            case .started: return .hadRun
            case .planned, .waiting, .voided, nil: return .toCome
            case .skipped?, .collapsed?, .missed?: break
            }
            guard let found else { return .toCome }
            let why = Reasons.backfilledAfter(found.state.rawValue)
            try SlotTable.backfill(found.id, why: why, now: now, in: transaction)
            id = found.id
        }
        guard let id else { return .toCome }
        let run = NewRun(schedule.schedule, mode: mode, plannedAt: time, slot: id, now: now)
        try RunTable.insert([run], in: transaction)
        return .started
    }
}
