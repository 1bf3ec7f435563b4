/// One pass of the engine after a sync: works on runs and delivers their effects until nothing is due.
///
/// Ending it at any point, by `kill -9` too, loses nothing and does nothing twice: each step begins with a row.
package struct EnginePass: Sendable {
    /// What a pass came to.
    package struct Report: Sendable, Equatable {
        package var runs = RunWorker.Tally()
        package var deliveries = OutboxRelay.Tally()

        package init() {}
    }

    private let worker: RunWorker
    private let relay: OutboxRelay?

    /// A pass; without a relay, where no automation is live, no sender exists.
    package init(worker: RunWorker, relay: OutboxRelay?) {
        self.worker = worker
        self.relay = relay
    }

    /// Works until nothing is due now; what is due later is left for a later pass.
    package func run() async throws -> Report {
        var report = Report()
        var didSomething = true
        while didSomething, !Task.isCancelled {
            let runs = try await worker.drain()
            let deliveries = try await relay?.drain() ?? OutboxRelay.Tally()
            report.runs.add(runs)
            report.deliveries.add(deliveries)
            // Problems come back at once, so going on would go on for ever.
            didSomething = runs.attempts + deliveries.looked > 0 && runs.problems.isEmpty && deliveries.problems.isEmpty
        }
        return report
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
