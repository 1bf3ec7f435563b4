import Store
import Testing
import TicketModel

@testable import Engine

struct RetentionPlanTests {
    private static let gigabyte: Int64 = 1 << 30

    private static func run(
        _ state: RunState,
        _ verdict: String?,
        daysAgo: Int64
    ) -> PruneRows.Run {
        let time = testTime - .days(daysAgo)
        return PruneRows.Run(
            id: 1,
            state: state,
            verdict: verdict,
            createdAt: time,
            endedAt: state.isUnfinished ? nil : time
        )
    }

    private static let cases: [(RunState, String?, Int64, Bool)] = [
        (.done, "acted", 366, true), (.done, "acted", 364, false), (.done, "nothing", 8, true),
        (.done, "passed_over", 8, true), (.done, "nothing", 6, false), (.quarantined, "failed", 91, true),
        (.quarantined, "failed", 89, false), (.cancelled, nil, 91, true), (.available, nil, 900, false),
        (.retrying, "failed", 900, false), (.running, nil, 900, false),
    ]

    @Test(arguments: cases)
    func `a run goes by what came of it`(state: RunState, verdict: String?, days: Int64, goes: Bool) {
        let plan = RetentionPlan(.standard, now: testTime)
        #expect(plan.removes(Self.run(state, verdict, daysAgo: days)) == goes)
    }

    @Test func `changes of a first reading go early, others stay as long as what acted`() {
        let plan = RetentionPlan(.standard, now: testTime)
        func change(_ days: Int64, baseline: Bool) -> PruneRows.Change {
            PruneRows.Change(id: 1, seenAt: testTime - .days(days), baseline: baseline)
        }
        #expect(plan.removes(change(8, baseline: true)))
        #expect(!plan.removes(change(8, baseline: false)))
        #expect(plan.removes(change(366, baseline: false)))
    }

    @Test func `what is kept for ever never goes`() {
        let plan = RetentionPlan(RetentionLimits(), now: testTime)
        #expect(!plan.removes(Self.run(.done, "nothing", daysAgo: 9_000)))
        #expect(plan.cutoffs.isEmpty && plan.excess == 0)
    }

    private static func size(_ used: Int64, _ parts: [StoreSize.Class: Int64]) -> StoreSize {
        StoreSize(
            parts: parts.mapValues {
                StoreSize.Part(rows: 1, bytes: $0, oldest: testTime - .days(100), newest: testTime)
            },
            used: used
        )
    }

    @Test func `where there is too much, the least worth goes first, and only as much as needed`() throws {
        let limits = RetentionLimits(size: Self.gigabyte)
        let half = Self.gigabyte / 2
        let size = Self.size(Self.gigabyte + Self.gigabyte / 10, [.nothing: half, .acted: half])
        let plan = RetentionPlan(limits, size: size, now: testTime)
        // 15 % of a gigabyte out of 55 % of one, with its share of the indexes, in 100 days are the oldest 27 days.
        let cutoff = try #require(plan.cutoffs[.nothing])
        #expect(((cutoff - (testTime - .days(100))).seconds / 86_400).rounded() == 27)
        #expect(plan.cutoffs[.acted] == nil)
        #expect(plan.excess == 0)
    }

    @Test func `one class after the other gives way, but none below its least age`() {
        let limits = RetentionLimits(size: Self.gigabyte)
        let one = Self.gigabyte
        let size = Self.size(3 * one, [.nothing: one, .failed: one, .acted: one])
        let plan = RetentionPlan(limits, size: size, now: testTime)
        #expect(plan.cutoffs[.nothing] == testTime - .days(1))
        #expect(plan.cutoffs[.failed] == testTime - .days(14))
        #expect((plan.cutoffs[.acted] ?? testTime) <= testTime - .days(30))
        let huge = Self.size(9 * Self.gigabyte, [.nothing: Self.gigabyte, .acted: Self.gigabyte])
        let stuck = RetentionPlan(limits, size: huge, now: testTime)
        #expect(stuck.cutoffs[.acted] == testTime - .days(30))
        #expect(stuck.excess > Self.gigabyte)
    }

    @Test func `within the budget nothing gives way`() {
        let plan = RetentionPlan(
            RetentionLimits(size: Self.gigabyte),
            size: Self.size(Self.gigabyte, [.nothing: Self.gigabyte]),
            now: testTime
        )
        #expect(plan == RetentionPlan(RetentionLimits(size: Self.gigabyte), now: testTime))
    }
}
