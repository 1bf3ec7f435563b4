import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

/// What becomes of slots, as tables: a schedule of every ten minutes whose first slot was due at 12:00.
struct SlotPlanTests {
    private static func rules(
        _ overlap: ScheduleDeclaration.Overlap = .skip,
        _ catchUp: ScheduleDeclaration.CatchUp = .last,
        _ change: (inout ScheduleDeclaration) -> Void = { _ in }
    ) -> SlotRules {
        var schedule = ScheduleDeclaration.named("sweep")
        schedule.timing = .every(.minutes(10))
        (schedule.overlap, schedule.catchUp) = (overlap, catchUp)
        change(&schedule)
        return SlotRules(schedule, key: "auto-reply/sweep")
    }

    private static let noon = testTime(12, 0)

    private static func testTime(_ hour: Int64, _ minute: Int64) -> Timestamp {
        // 2026-03-02, a day without anything special.
        Timestamp(microseconds: 1_772_409_600_000_000) + .hours(hour) + .minutes(minute)
    }

    /// Slots as their minute past noon and their state.
    private static func told(_ plan: SlotPlan) -> [String] {
        plan.decisions.map { decision in
            let minute = (decision.plannedAt - noon).microseconds / 60_000_000
            let until = decision.untilAt.map { "-\(($0 - noon).microseconds / 60_000_000)" } ?? ""
            return "\(minute)\(until) \(decision.state)"
        }
    }

    private static func plan(
        _ rules: SlotRules,
        late: TimeSpan,
        isBusy: Bool = false,
        waiting: Timestamp? = nil,
        pause: String? = nil
    ) -> SlotPlan {
        let situation = SlotPlan.Situation(now: noon + late, isBusy: isBusy, waiting: waiting, pause: pause)
        return SlotPlan(rules, first: noon, situation)
    }

    @Test(
        arguments: [
            (.skip, false, false, ["0 started"], false), (.skip, true, false, ["0 skipped"], false),
            (.skip, false, true, ["0 skipped"], false),
            (.queueOne, false, false, ["0 started"], false), (.queueOne, true, false, ["0 waiting"], false),
            (.queueOne, true, true, ["0 collapsed"], false), (.queueOne, false, true, ["0 collapsed"], false),
            (.replace, false, false, ["0 started"], false), (.replace, true, false, ["0 started"], true),
            (.allow, true, false, ["0 started"], false),
        ] as [(ScheduleDeclaration.Overlap, Bool, Bool, [String], Bool)]
    )
    func `overlap decides about a slot in time`(
        _ overlap: ScheduleDeclaration.Overlap,
        _ isBusy: Bool,
        _ oneWaits: Bool,
        _ told: [String],
        _ replaces: Bool
    ) {
        let plan = Self.plan(
            Self.rules(overlap),
            late: .seconds(1),
            isBusy: isBusy,
            waiting: oneWaits ? Self.noon - .minutes(10) : nil
        )
        #expect(Self.told(plan) == told)
        #expect(plan.replaces == replaces)
        #expect(plan.next == Self.noon + .minutes(10))
    }

    @Test(
        arguments: [
            (.none, .skip, 0, ["0 started"]), (.none, .skip, 1, ["0 started"]), (.none, .skip, 2, ["0 missed"]),
            (.none, .skip, 20, ["0 missed", "10 missed", "20 started"]),
            (.none, .skip, 25, ["0 missed", "10 missed", "20 missed"]),
            (.last, .skip, 5, ["0 started"]), (.last, .skip, 25, ["0 collapsed", "10 collapsed", "20 started"]),
            (.last, .allow, 25, ["0 collapsed", "10 collapsed", "20 started"]),
            (.last, .replace, 15, ["0 collapsed", "10 started"]),
            (.last, .skip, 75, ["0 missed", "10 missed"] + (2...6).map { "\($0 * 10) collapsed" } + ["70 started"]),
            (.all, .skip, 25, ["0 started", "10 waiting", "20 waiting"]),
            (.all, .queueOne, 25, ["0 started", "10 waiting", "20 waiting"]),
            (.all, .allow, 25, ["0 started", "10 started", "20 started"]),
            (.all, .replace, 25, ["0 collapsed", "10 collapsed", "20 started"]),
            (.all, .allow, 75, ["0 missed", "10 missed"] + (2...7).map { "\($0 * 10) started" }),
        ] as [(ScheduleDeclaration.CatchUp, ScheduleDeclaration.Overlap, Int64, [String])]
    )
    func `catch_up decides about slots that nobody began`(
        _ catchUp: ScheduleDeclaration.CatchUp,
        _ overlap: ScheduleDeclaration.Overlap,
        _ minutesLate: Int64,
        _ told: [String]
    ) {
        let plan = Self.plan(Self.rules(overlap, catchUp), late: .minutes(minutesLate))
        #expect(Self.told(plan) == told)
        #expect(plan.next == Self.noon + .minutes((minutesLate / 10 + 1) * 10))
    }

    @Test func `every slot that was not begun in time has its reason`() {
        let late = Self.plan(Self.rules(.skip, .last) { $0.maxAge = .minutes(15) }, late: .minutes(25))
        #expect(
            late.decisions.map(\.why) == [
                "nobody began it for 25m; max_age is 15m", "the slot of 2026-03-02T12:20:00Z stands for it",
                "it began 5m late",
            ]
        )
        let none = Self.plan(Self.rules(.skip, .none), late: .minutes(5))
        #expect(none.decisions.map(\.why) == ["nobody began it for 5m; the grace is 1m, and catch_up is none"])
        let onTime = Self.plan(Self.rules(), late: .seconds(59))
        #expect(onTime.decisions.map(\.why) == [nil])
        let paused = Self.plan(Self.rules(), late: .minutes(15), pause: "too loud")
        #expect(
            paused.decisions == [
                .init(Self.noon, .skipped, "too loud"), .init(Self.noon + .minutes(10), .skipped, "too loud"),
            ]
        )
    }

    @Test func `of many slots of which the same became, one row stands for all but the last`() {
        let plan = Self.plan(Self.rules(), late: .hours(30))
        // A slot every ten minutes, 181 of them: the last hour's are collapsed, all before it were missed.
        #expect(plan.decisions.count == 20 + 6 + 1)
        #expect(Self.told(plan).prefix(2) == ["0-1540 missed", "1550 missed"])
        #expect(plan.decisions.last?.state == .started)
        #expect(plan.next == Self.noon + .minutes(1810))
    }

    @Test func `a year of slots is not counted out`() {
        let plan = Self.plan(Self.rules { $0.timing = .every(.seconds(1)) }, late: .days(365))
        #expect(plan.decisions.first?.untilAt ?? Self.noon > Self.noon + .days(364))
        #expect(plan.decisions.last?.plannedAt == Self.noon + .days(365))
        #expect(plan.decisions.last?.state == .started)
        #expect(plan.next == Self.noon + .days(365) + .seconds(1))
        let all = Self.plan(Self.rules(.skip, .all) { $0.timing = .every(.seconds(1)) }, late: .days(365))
        #expect(all.decisions.count { $0.state == .waiting } >= 1000)
        #expect(all.decisions.last?.plannedAt == Self.noon + .days(365))
    }

    @Test func `jitter is a schedule's own, and the same for ever`() {
        let delays = (0..<1000).map { SlotRules.delay(of: "auto-reply/\($0)", within: .seconds(30)) }
        #expect(delays.allSatisfy { $0 >= .zero && $0 <= .seconds(30) })
        #expect(Set(delays).count > 900)
        let mean = delays.reduce(0) { $0 + $1.seconds } / 1000
        #expect((13...17).contains(mean))
        #expect(SlotRules.delay(of: "escalate-stale/sweep", within: .seconds(30)) == .milliseconds(15_120))
        #expect(SlotRules.delay(of: "a", within: .zero) == .zero)
        let rules = Self.rules { $0.jitter = .minutes(5) }
        let due = rules.due(Self.noon)
        let early = SlotPlan(rules, first: Self.noon, .init(now: due + .minutes(10) - .milliseconds(1)))
        #expect(early.decisions.count == 1)
        let later = SlotPlan(rules, first: Self.noon, .init(now: due + .minutes(10)))
        #expect(later.decisions.count == 2)
    }
}
