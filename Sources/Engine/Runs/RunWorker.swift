import PluginHost
import Store
import TicketModel

/// Works on runs: claims what is due, calls the handlers, and writes each end in one transaction.
///
/// Any number of workers in any number of processes may work on one store. A worker that is killed leaves its runs under a
/// lease; once that has run out another worker takes them over, under a higher fence, and whatever the first one
/// might still write is refused.
package final class RunWorker: Sendable {
    /// What a round of work came to.
    package struct Tally: Sendable, Equatable {
        /// Handlers that ended well, whatever they asked for.
        package var ended = 0
        /// Runs in which nothing was to be done.
        package var passedOver = 0
        /// Attempts that failed and will be repeated.
        package var failed = 0
        /// Runs that were given up.
        package var quarantined = 0
        /// Runs that were left for later because the process was to end.
        package var handedBack = 0
        /// Attempts whose end could not be written; another worker will take them over.
        package var lost = 0
        /// What the store answered to those, each sentence once.
        package var problems: Set<String> = []

        package init() {}

        /// How many attempts there were.
        package var attempts: Int { ended + passedOver + failed + quarantined + lost }
    }

    /// How long a claim lasts without a heartbeat: after a crash the run waits so long.
    static let lease = TimeSpan.seconds(20)

    let automations: AutomationSet
    let parts: EngineParts
    let limits: RunLimits
    let endings: EndingLine
    let backoff: RunBackoff
    let random: @Sendable () -> any RandomNumberGenerator

    package init(
        _ automations: AutomationSet,
        parts: EngineParts,
        limits: RunLimits = RunLimits(),
        backoff: RunBackoff = RunBackoff(),
        random: @escaping @Sendable () -> any RandomNumberGenerator = { SystemRandomNumberGenerator() }
    ) {
        self.automations = automations
        self.parts = parts
        self.limits = limits
        endings = EndingLine(database: parts.database)
        self.backoff = backoff
        self.random = random
    }

    /// Works until nothing is due and nothing is under way, or until the process is to end and nothing is under way.
    ///
    /// With an alarm, whatever becomes due while something is under way begins beside it.
    package func drain(
        hearing alarm: Alarm? = nil,
        beat: @escaping @Sendable () -> Void = {}
    ) async throws -> Tally {
        let lease = Self.lease
        let (parts, held) = (parts, HeldRuns())
        return try await parts.beating(
            every: TimeSpan(microseconds: lease.microseconds / 4),
            { try RunTable.renew(held.ids, parts.lease(lease), in: $0) },
            { try await self.workAll(held, alarm, beat) }
        )
    }

    /// A run under this worker's lease, with its ticket as the mirror has it now.
    final class Claimed: Sendable {
        let run: RunRecord
        let candidate: RunCandidate
        let subject: MirroredTicket?

        init(_ run: RunRecord, _ candidate: RunCandidate, subject: MirroredTicket?) {
            self.run = run
            self.candidate = candidate
            self.subject = subject
        }
    }

    /// How one attempt ended, for the tally.
    enum Outcome: Sendable {
        case ended, passedOver, failed, quarantined, handedBack
        case lost(String)
    }

    func measured(_ claimed: Claimed) async -> Outcome {
        let begin = parts.now()
        RunMetrics.began(claimed.run, at: begin)
        let outcome = await work(on: claimed)
        RunMetrics.ended(claimed.run, outcome, after: parts.now() - begin)
        return outcome
    }

    private func work(on claimed: Claimed) async -> Outcome {
        let end: AttemptEnd?
        do {
            end = try await attempt(claimed)
        } catch {
            endings.withdraw()
            return .lost("\(error)")
        }
        do {
            if let end { return try await endings.write(end) }
            endings.withdraw()
            return try await handBack(claimed.run)
        } catch {
            return .lost("\(error)")
        }
    }

    private func attempt(_ claimed: Claimed) async throws -> AttemptEnd? {
        let run = claimed.run
        guard run.attempts <= backoff.attempts else {
            // It was claimed as often as it may be, and never came to an end: it kills whoever works on it.
            return givenUp(run, because: Reasons.leaseRanOut)
        }
        guard let hosted = automations[run.automation] else {
            return passedOver(run, version: run.version, because: Reasons.isOff(run.automation))
        }
        let attempt = RunAttempt(run: run, subject: claimed.subject, hosted: hosted, parts: parts)
        return end(of: run, hosted, try await attempt.perform())
    }
}

extension RunWorker.Tally {
    mutating func count(_ outcome: RunWorker.Outcome) {
        switch outcome {
        case .ended: ended += 1
        case .passedOver: passedOver += 1
        case .failed: failed += 1
        case .quarantined: quarantined += 1
        case .handedBack: handedBack += 1
        case .lost(let problem):
            lost += 1
            problems.insert(problem)
        }
    }
}
