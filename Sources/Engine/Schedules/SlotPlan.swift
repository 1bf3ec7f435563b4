import PluginHost
import Store
import TicketModel

/// What becomes of a slot whose time has come, and of those behind it whose time has come too.
///
/// Pure: the same situation is decided the same way by every node.
struct SlotPlan: Sendable, Equatable {
    /// How things stand for a schedule.
    struct Situation: Sendable, Equatable {
        var now: Timestamp
        /// Whether the run of an earlier slot is not over.
        var isBusy = false
        /// The earlier slot that waits for that.
        var waiting: Timestamp?
        /// Why the schedule is paused; `nil` where it is not.
        var pause: String?
    }

    /// What becomes of one slot, or of several in a row.
    struct Decision: Sendable, Equatable {
        var plannedAt: Timestamp
        /// The last of them, where they are several.
        var untilAt: Timestamp?
        var state: SlotState
        var why: String?

        init(_ plannedAt: Timestamp, _ state: SlotState, _ why: String? = nil, untilAt: Timestamp? = nil) {
            self.plannedAt = plannedAt
            self.untilAt = untilAt
            self.state = state
            self.why = why
        }
    }

    /// In order; the first is about the slot whose time had come.
    let decisions: [Decision]
    /// The first slot that is still to come.
    let next: Timestamp?
    /// Whether the runs of earlier slots end now.
    let replaces: Bool

    init(_ rules: SlotRules, first: Timestamp, _ situation: Situation) {
        let overdue = OverdueSlots(rules, first: first, now: situation.now)
        next = rules.calendar.next(after: overdue.times.last ?? first)
        var maker = DecisionMaker(rules: rules, situation: situation)
        maker.decide(overdue)
        decisions = maker.folded
        replaces = maker.replaces
    }
}

/// The slots of a schedule whose time has come, as far as they are worth counting.
struct OverdueSlots: Sendable, Equatable {
    /// In order.
    private(set) var times: [Timestamp]
    /// Up to which time slots were passed over without being counted, after the first.
    private(set) var uncountedUntil: Timestamp?

    /// So many slots are told apart one by one; of more, those that are too old to be made up for are not counted.
    private static func most(_ rules: SlotRules) -> Int { rules.catchUp == .all ? 2000 : 200 }

    init(_ rules: SlotRules, first: Timestamp, now: Timestamp) {
        let end = now - rules.delay
        var window = max(rules.maxAge, rules.grace)
        var start = first
        times = [first]
        while true {
            let (found, isWhole) = Self.collect(rules, after: start, through: end)
            if isWhole {
                times += found
                return
            }
            start = max(found.last ?? start, end - window)
            uncountedUntil = start
            window = TimeSpan(microseconds: window.microseconds / 2)
        }
    }

    private static func collect(
        _ rules: SlotRules,
        after start: Timestamp,
        through end: Timestamp
    ) -> (slots: [Timestamp], isWhole: Bool) {
        var slots: [Timestamp] = []
        var last = start
        while let next = rules.calendar.next(after: last), next <= end {
            guard slots.count < most(rules) else { return (slots, false) }
            slots.append(next)
            last = next
        }
        return (slots, true)
    }
}

/// Decides slot by slot, as if each had come while the ones before it were dealt with.
private struct DecisionMaker {
    let rules: SlotRules
    let situation: SlotPlan.Situation
    private var decisions: [SlotPlan.Decision] = []
    private(set) var replaces = false
    private var isBusy: Bool
    private var waiting: Timestamp?

    init(rules: SlotRules, situation: SlotPlan.Situation) {
        self.rules = rules
        self.situation = situation
        isBusy = situation.isBusy || situation.waiting != nil
        waiting = situation.waiting
    }

    mutating func decide(_ overdue: OverdueSlots) {
        if let pause = situation.pause {
            for time in overdue.times { decisions.append(.init(time, .skipped, pause)) }
            note(overdue)
            return
        }
        let ageLimit = rules.catchUp == .none ? rules.grace : max(rules.grace, rules.maxAge)
        let fresh = overdue.times.filter { situation.now - rules.due($0) <= ageLimit }
        for time in overdue.times.dropLast(fresh.count) { miss(time) }
        note(overdue)
        let keepsAll = rules.catchUp == .all && rules.overlap != .replace
        let chosen = keepsAll ? fresh[...] : fresh.suffix(1)
        for time in fresh.dropLast(chosen.count) {
            decisions.append(.init(time, .collapsed, Reasons.laterStandsFor(fresh[fresh.count - 1])))
        }
        for time in chosen { begin(time, isBacklog: chosen.count > 1) }
    }

    /// Where slots were passed over uncounted, the first of all stands for them.
    private mutating func note(_ overdue: OverdueSlots) {
        if let until = overdue.uncountedUntil { decisions[0].untilAt = until }
    }

    private mutating func miss(_ time: Timestamp) {
        let late = situation.now - rules.due(time)
        let why =
            rules.catchUp == .none
            ? Reasons.lateAndLetGo(late, grace: rules.grace) : Reasons.tooLate(late, rules.maxAge)
        decisions.append(.init(time, .missed, why))
    }

    private mutating func begin(_ time: Timestamp, isBacklog: Bool) {
        guard isBusy, rules.overlap != .allow else { return start(time) }
        switch rules.overlap {
        case .replace:
            replaces = true
            start(time)
        case .queueOne where waiting == nil, .skip where isBacklog, .queueOne where isBacklog:
            waiting = waiting ?? time
            decisions.append(.init(time, .waiting, Reasons.waitsForRun))
        case .queueOne:
            decisions.append(.init(time, .collapsed, Reasons.oneWaits(waiting ?? time)))
        default:
            decisions.append(.init(time, .skipped, Reasons.runNotOver))
        }
    }

    private mutating func start(_ time: Timestamp) {
        let late = situation.now - rules.due(time)
        decisions.append(.init(time, .started, late > rules.grace ? Reasons.startedLate(late) : nil))
        isBusy = true
    }

    /// Of many slots in a row of which the same became, the first stands for all but a few.
    var folded: [SlotPlan.Decision] {
        var folded: [SlotPlan.Decision] = []
        var start = 0
        while start < decisions.count {
            let state = decisions[start].state
            let end = decisions[start...].firstIndex { $0.state != state } ?? decisions.count
            let foldable = state == .missed || state == .collapsed || state == .skipped
            let kept = foldable && end - start > Self.mostRows ? end - Self.mostRows : start
            if kept > start {
                var first = decisions[start]
                first.untilAt = decisions[kept].plannedAt
                folded.append(first)
                folded += decisions[(kept + 1)..<end]
            } else {
                folded += decisions[start..<end]
            }
            start = end
        }
        return folded
    }

    private static let mostRows = 20
}
