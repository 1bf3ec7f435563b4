import TicketModel

// Why slots came out as they did, as clauses.
extension Reasons {
    static let scheduleChanged = "its schedule was changed before it began"
    static let scheduleRemoved = "its schedule was removed before it began"
    static let clockPutBack = "the clock was put back before it; what comes is planned anew"
    static let runNotOver = "the run of an earlier slot was not over"
    static let waitsForRun = "it waits for the run of an earlier slot to be over"
    static let replaced = "a later slot took its place before it was over (overlap = \"replace\")"
    static let backfilled = "an operator asked for it afterwards"

    static func laterStandsFor(_ time: Timestamp) -> String {
        "the slot of \(time) stands for it"
    }

    static func oneWaits(_ time: Timestamp) -> String {
        "the slot of \(time) waits already and stands for it"
    }

    static func lateAndLetGo(_ late: TimeSpan, grace: TimeSpan) -> String {
        "nobody began it for \(late.inWords); the grace is \(grace), and catch_up is none"
    }

    static func tooLate(_ late: TimeSpan, _ maxAge: TimeSpan) -> String {
        "nobody began it for \(late.inWords); max_age is \(maxAge)"
    }

    static func startedLate(_ late: TimeSpan) -> String {
        "it began \(late.inWords) late"
    }

    static func startedAfterWait(_ late: TimeSpan) -> String {
        "it waited \(late.inWords) for the run of an earlier slot"
    }

    static func schedulePaused(_ reason: String, since: Timestamp) -> String {
        "the schedule is paused since \(since): \(reason)"
    }

    static func failedInARow(_ count: Int, last: String?) -> String {
        let slots = count == 1 ? "its last slot failed" : "its last \(count) slots failed"
        return last.map { "\(slots); the last one: \($0)" } ?? slots
    }

    static func spread(over count: Int) -> String {
        count == 1 ? "one ticket matches" : "\(count) tickets match"
    }

    static let noTicketMatches = "no ticket matches"

    static func matchesNoLonger(_ reason: String) -> String {
        "the ticket matched when the slot began, and no longer: \(reason)"
    }

    static func backfilledAfter(_ state: String) -> String {
        "\(backfilled); it was \(state) before"
    }
}

extension TimeSpan {
    /// The span without what is under a second, unless that is all of it.
    var inWords: String {
        microseconds < 1_000_000 ? "\(self)" : "\(TimeSpan.seconds(microseconds / 1_000_000))"
    }
}
