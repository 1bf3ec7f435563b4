import Store
package import TicketModel

/// What became of slots while time went on.
package struct ScheduleReport: Sendable, Equatable {
    /// Slots whose run was made.
    package var started = 0
    /// Slots that wait for the run of an earlier one.
    package var waiting = 0
    package var skipped = 0
    package var collapsed = 0
    package var missed = 0
    /// Schedules that were paused because they kept failing.
    package var paused = 0
    /// How late the latest of the started ones was.
    package var greatestLateness = TimeSpan.zero
    /// When there may be something to do again; `nil` where nothing is planned.
    package var nextDue: Timestamp?

    package init() {}

    /// Counts another report's slots in.
    package mutating func add(_ other: ScheduleReport) {
        started += other.started
        waiting += other.waiting
        skipped += other.skipped
        collapsed += other.collapsed
        missed += other.missed
        paused += other.paused
        greatestLateness = max(greatestLateness, other.greatestLateness)
    }

    mutating func count(_ decision: SlotPlan.Decision) {
        switch decision.state {
        case .started: started += 1
        case .waiting: waiting += 1
        case .skipped: skipped += 1
        case .collapsed: collapsed += 1
        case .missed: missed += 1
        case .planned, .voided: break
        }
    }
}

extension ScheduleReport {
    /// The counts as the command line prints them.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "started": .integer(Int64(started)), "waiting": .integer(Int64(waiting)),
            "skipped": .integer(Int64(skipped)), "collapsed": .integer(Int64(collapsed)),
            "missed": .integer(Int64(missed)), "paused": .integer(Int64(paused)),
        ]
        members["next_due"] = nextDue?.json
        return .object(members)
    }
}
