import TicketModel

/// One pass of the engine after a sync: makes the runs of slots, works on runs and delivers their effects until nothing
/// is due.
///
/// Ending it at any point, by `kill -9` too, loses nothing and does nothing twice: each step begins with a row.
package struct EnginePass: Sendable {
    /// What a pass came to.
    package struct Report: Sendable, Equatable {
        package var schedules = ScheduleReport()
        package var runs = RunWorker.Tally()
        package var deliveries = OutboxRelay.Tally()

        package init() {}
    }

    private let worker: RunWorker
    private let relay: OutboxRelay?
    private let schedules: ScheduleService?

    /// A pass; without a relay, where no automation is live, no sender exists; without schedules no slot is looked at.
    package init(worker: RunWorker, relay: OutboxRelay?, schedules: ScheduleService? = nil) {
        self.worker = worker
        self.relay = relay
        self.schedules = schedules
    }

    /// Works until nothing is due now; what is due later is left for a later pass.
    package func run() async throws -> Report {
        var report = Report()
        // Only one moment's slots: those that fall due meanwhile would keep a pass from ever ending.
        let moment = schedules?.now
        var didSomething = true
        while didSomething, !Task.isCancelled {
            let slots = try await advance(to: moment)
            let runs = try await worker.drain()
            let deliveries = try await relay?.drain() ?? OutboxRelay.Tally()
            report.schedules.add(slots)
            report.schedules.nextDue = slots.nextDue
            report.runs.add(runs)
            report.deliveries.add(deliveries)
            // Problems come back at once, so going on would go on for ever.
            didSomething =
                slots.started + runs.attempts + deliveries.looked > 0 && runs.problems.isEmpty
                && deliveries.problems.isEmpty
        }
        return report
    }

    private func advance(to moment: Timestamp?) async throws -> ScheduleReport {
        guard let schedules, let moment else { return ScheduleReport() }
        return try await schedules.advance(to: moment)
    }
}

extension RunWorker.Tally {
    mutating func add(_ other: Self) {
        ended += other.ended
        passedOver += other.passedOver
        failed += other.failed
        quarantined += other.quarantined
        handedBack += other.handedBack
        lost += other.lost
        problems.formUnion(other.problems)
    }
}
