import Store
import Synchronization
package import TicketModel

/// Turns time into runs: what falls due becomes runs in one commit, and whatever does not is a row with its reason.
///
/// ```swift
/// let schedules = ScheduleService(automations, parts: parts)
/// let report = try await schedules.advance(to: parts.now())   // again at report.nextDue
/// ```
///
/// Any number of processes may do so on one store: a slot is a row before it is due, with a unique key. The schedules are those
/// of the automations that it is made of; after a reload make another one, whose first advance voids the slots of
/// what was changed or removed.
package struct ScheduleService: Sendable {
    /// How far the clock may be put back before that is taken for more than a correction.
    static let clockTolerance = TimeSpan.minutes(1)
    /// A waiting slot has no time of its own; whoever sleeps looks again so soon.
    private static let waitingPause = TimeSpan.seconds(1)
    /// How long to leave what another process has under its hands.
    private static let pause = TimeSpan.milliseconds(100)
    /// How many slots share a commit.
    private static let batch = 2000

    let automations: AutomationSet
    let parts: EngineParts
    private let memory = Memory()

    /// A service for the schedules of the automations.
    package init(_ automations: AutomationSet, parts: EngineParts) {
        self.automations = automations
        self.parts = parts
    }

    /// The wall clock that runs and slots are timed by.
    package var now: Timestamp { parts.now() }

    /// Decides about every slot that is due by now.
    package func advance(to now: Timestamp) async throws -> ScheduleReport {
        let adopted = try await adopted(at: now)
        var report = ScheduleReport()
        while true {
            let others = memory.state.withLock(\.others)
            let (due, isWaiting) = try await parts.database.read { reader in
                (try SlotTable.nextDue(without: others, in: reader), try SlotTable.isWaiting(in: reader))
            }
            let soon = now + Self.waitingPause
            report.nextDue = isWaiting ? due.map { min($0, soon) } ?? soon : due
            guard isWaiting || due.map({ $0 <= now }) == true else { return report }
            let batch = try await parts.database.write { transaction in
                var batch = SlotBatch(adopted, now: now)
                try batch.decide(without: others, limit: Self.batch, in: transaction)
                return batch.outcome
            }
            report.add(batch.report)
            memory.state.withLock { $0.others.formUnion(batch.others) }
            // Whatever is due is somebody else's at this moment, or waits.
            if batch.decided == 0, batch.others.isEmpty {
                report.nextDue = report.nextDue.map { max($0, now + Self.pause) }
                return report
            }
        }
    }

    /// The schedules with their rows; written at the first call, and whenever the clock was put back.
    func adopted(at now: Timestamp) async throws -> [Int64: AdoptedSchedule] {
        let (known, latest) = memory.state.withLock { ($0.adopted, $0.latest) }
        guard let known, let latest else {
            let (adopted, decided) = try await adopt(at: now)
            memory.state.withLock { $0 = State(adopted: adopted, latest: max(decided ?? now, now)) }
            if let decided, now + Self.clockTolerance < decided { try await planAnew(adopted, at: now) }
            return adopted
        }
        if now + Self.clockTolerance < latest { try await planAnew(known, at: now) }
        memory.state.withLock { $0.latest = max($0.latest ?? now, now) }
        return known
    }

    private func planAnew(_ adopted: [Int64: AdoptedSchedule], at now: Timestamp) async throws {
        try await takeBack(adopted, at: now)
        memory.state.withLock { $0.latest = now }
    }

    private struct State: Sendable {
        var adopted: [Int64: AdoptedSchedule]?
        /// The latest time that was advanced to, by anybody as far as is known.
        var latest: Timestamp?
        /// Schedules that some other program has a later version of: their slots are that one's.
        var others: Set<Int64> = []
    }

    private final class Memory: Sendable {
        let state = Mutex(State())
    }
}
