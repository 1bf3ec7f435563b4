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
        let parts = parts
        return try await parts.beating(
            every: TimeSpan(microseconds: lease.microseconds / 4),
            { try RunTable.renew(parts.lease(lease), in: $0) },
            { try await self.workAll(alarm, beat) }
        )
    }

    private enum Step: Sendable {
        /// What could be claimed is under the lease.
        case claimed([Claim])
        /// Its tickets are read.
        case read([Claimed])
        case ended(RunCandidate, Outcome)
        /// Something may have become due.
        case woken(rung: Bool)
    }

    private typealias Claim = (run: RunRecord, candidate: RunCandidate)

    private func workAll(_ alarm: Alarm?, _ beat: @Sendable () -> Void) async throws -> Tally {
        try await withThrowingTaskGroup(of: Step.self) { group in
            var tally = Tally()
            var running: [Int64: RunCandidate] = [:]
            var rhythm = ClaimRhythm()
            func listen() {
                guard let alarm else { return }
                group.addTask { [parts] in .woken(rung: await alarm.wait(for: .seconds(1), parts.clock)) }
            }
            listen()
            while true {
                beat()
                if !Task.shallEnd, rhythm.isDue {
                    rhythm.looks()
                    let choice = ClaimChoice(limits, running: running.values)
                    group.addTask { .claimed(try await self.claim(choice)) }
                }
                guard rhythm.isLooking || !running.isEmpty, let step = try await group.next() else { break }
                switch step {
                case .claimed(let claims):
                    for claim in claims { running[claim.run.id] = claim.candidate }
                    rhythm.looked(running: running.count)
                    if !claims.isEmpty { group.addTask { .read(try await self.read(claims)) } }
                case .read(let claims):
                    endings.expect(claims.count)
                    for claimed in claims {
                        group.addTask { .ended(claimed.candidate, await self.measured(claimed)) }
                    }
                case .ended(let candidate, let outcome):
                    running[candidate.id] = nil
                    rhythm.ended()
                    // The next one of its kind waits for nothing else.
                    if candidate.isSuspect { rhythm.woken() }
                    tally.count(outcome)
                case .woken:
                    rhythm.woken()
                    if !Task.shallEnd { listen() }
                }
            }
            group.cancelAll()
            // What was heard since the last look is left for the next one who listens.
            while let step = try await group.next() {
                if case .woken(rung: true) = step { alarm?.ring() }
            }
            return tally
        }
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

    private func claim(_ choice: ClaimChoice) async throws -> [Claim] {
        guard choice.room > 0 else { return [] }
        let now = parts.now()
        let lease = parts.lease(Self.lease)
        do {
            return try await parts.database.write { transaction in
                let candidates = try RunTable.candidates(now: now, limit: choice.room, in: transaction)
                var choice = choice
                let chosen = choice.choose(candidates)
                let byID = Dictionary(chosen.map { ($0.id, $0) }) { first, _ in first }
                return try RunTable.claim(chosen.map(\.id), lease, now: now, in: transaction)
                    .compactMap { run in byID[run.id].map { (run, $0) } }
            }
        } catch let failure as StoreFailure where failure.kind == .constraint(.unique) {
            // Another process began a run of the same ticket in this very moment; it has the turn.
            return []
        }
    }

    private func read(_ claims: [Claim]) async throws -> [Claimed] {
        try await parts.database.read { [mirror = parts.mirror] reader in
            let subjects = try mirror.tickets(Set(claims.compactMap(\.run.ticket)), in: reader)
            return claims.map { run, candidate in
                Claimed(run, candidate, subject: run.ticket.flatMap { subjects[$0] })
            }
        }
    }

    /// How one attempt ended, for the tally.
    enum Outcome: Sendable {
        case ended, passedOver, failed, quarantined, handedBack
        case lost(String)
    }

    private func measured(_ claimed: Claimed) async -> Outcome {
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
