import PluginHost
package import Store
package import TicketModel

/// A schedule as it stands: what is next, what was last, and whether it is paused.
package struct ScheduleOverview: Sendable {
    package let schedule: HostedSchedule
    /// The slot that is planned, or the one that would be; `nil` where none comes.
    package let next: Timestamp?
    /// When that one may begin, after the schedule's jitter.
    package let due: Timestamp?
    /// The latest slot that was decided about.
    package let last: SlotRecord?
    package let pause: Pause?

    /// The schedules as a store has them; without one as they are declared.
    package static func all(
        _ schedules: [HostedSchedule],
        now: Timestamp,
        in reader: (any SQLReader)?
    ) throws -> [ScheduleOverview] {
        let records = try reader.map { try ScheduleTable.active(in: $0) } ?? []
        let pauses = try reader.map { try PauseTable.all(in: $0) } ?? []
        let byKey = Dictionary(records.map { (HostedSchedule.key($0.automation, $0.name), $0) }) { first, _ in first }
        return try schedules.map { schedule in
            let slots = try byKey[schedule.key].flatMap { record in
                try reader.map { try SlotTable.history(of: record.id, limit: 50, in: $0) }
            }
            let planned = slots?.first { $0.state == .planned }?.plannedAt
            let next = planned ?? schedule.rules.calendar.next(after: now)
            return ScheduleOverview(
                schedule: schedule,
                next: next,
                due: next.map(schedule.rules.due),
                last: slots?.first { $0.state != .planned && $0.state != .voided },
                pause: pauses.first { $0.scope == .schedule(schedule.key) }
            )
        }
    }

    /// The schedule as the command line prints it; what does not apply is left out.
    package var json: JSONValue {
        let declaration = schedule.declaration
        var members: [String: JSONValue] = [
            "name": .string(schedule.key), "automation": .string(schedule.hosted.automation.name),
            "version": .string(schedule.hosted.automation.version), "mode": .string(schedule.hosted.mode.rawValue),
            "timing": .string(declaration.timing.description), "timezone": .string(declaration.timeZone),
            "overlap": .string(declaration.overlap.rawValue), "catch_up": .string(declaration.catchUp.rawValue),
        ]
        members["next"] = next?.json
        members["due_at"] = due?.json
        members["last"] = last?.json
        members["paused"] = pause.map { pause in
            ["reason": .string(pause.reason), "by": .string(pause.by), "since": pause.since.json]
        }
        return .object(members)
    }
}

extension SlotRecord {
    /// The slot as the command line prints it; what does not apply is left out.
    package var json: JSONValue {
        var members: [String: JSONValue] = ["slot": plannedAt.json, "state": .string(state.rawValue)]
        members["until"] = untilAt?.json
        members["decided_at"] = decidedAt?.json
        members["because"] = why.map(JSONValue.string)
        if isBackfilled { members["backfilled"] = true }
        return .object(members)
    }
}
