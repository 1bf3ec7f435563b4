import PluginHost
import Store
import TicketModel

/// Works on runs: claims what is due, calls the handlers, and writes each end in one transaction.
///
/// Any number of workers in any number of processes may work on one store. A worker that is killed leaves its runs under a
/// lease; once that has run out another worker takes them over, under a higher fence, and whatever the first one
/// might still write is refused.
package struct RunWorker: Sendable {
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

    /// Works until nothing is due and nothing is under way.
    package func drain() async throws -> Tally {
        let lease = Self.lease
        let parts = parts
        return try await parts.beating(
            every: TimeSpan(microseconds: lease.microseconds / 4),
            { try RunTable.renew(parts.lease(lease), in: $0) },
            { try await workAll() }
        )
    }

    private func workAll() async throws -> Tally {
        try await withThrowingTaskGroup(of: (RunCandidate, Outcome).self) { group in
            var tally = Tally()
            var running: [Int64: RunCandidate] = [:]
            var rhythm = ClaimRhythm()
            while true {
                if !Task.isCancelled, rhythm.isDue(running: running.count) {
                    for claimed in try await claim(beside: running.values) {
                        running[claimed.run.id] = RunCandidate(claimed.run)
                        group.addTask { (RunCandidate(claimed.run), await self.work(on: claimed)) }
                    }
                    rhythm.claimed(running: running.count)
                }
                guard let (candidate, outcome) = try await group.next() else { break }
                running[candidate.id] = nil
                rhythm.ended()
                tally.count(outcome)
            }
            return tally
        }
    }

    /// A run under this worker's lease, with its ticket as the mirror has it now.
    struct Claimed: Sendable {
        let run: RunRecord
        let subject: MirroredTicket?
    }

    private func claim(beside running: some Collection<RunCandidate>) async throws -> [Claimed] {
        let choice = ClaimChoice(limits, running: running)
        guard choice.room > 0 else { return [] }
        let now = parts.now()
        let lease = parts.lease(Self.lease)
        let runs: [RunRecord]
        do {
            runs = try await parts.database.write { transaction in
                let candidates = try RunTable.candidates(now: now, limit: choice.room, in: transaction)
                var choice = choice
                return try RunTable.claim(choice.choose(candidates), lease, now: now, in: transaction)
            }
        } catch let failure as StoreFailure where failure.kind == .constraint(.unique) {
            // Another process began a run of the same ticket in this very moment; it has the turn.
            return []
        }
        guard !runs.isEmpty else { return [] }
        return try await parts.database.read { [mirror = parts.mirror] reader in
            try runs.map { run in
                Claimed(run: run, subject: try run.ticket.flatMap { try mirror.ticket($0, in: reader) })
            }
        }
    }

    /// How one attempt ended, for the tally.
    enum Outcome: Sendable {
        case ended, passedOver, failed, quarantined
        case lost(String)
    }

    private func work(on claimed: Claimed) async -> Outcome {
        let run = claimed.run
        do {
            guard run.attempts <= backoff.attempts else {
                // It was claimed as often as it may be, and never came to an end: it kills whoever works on it.
                return try await giveUp(run, because: Reasons.leaseRanOut)
            }
            guard let hosted = automations[run.automation] else {
                return try await passOver(run, version: run.version, because: Reasons.isOff(run.automation))
            }
            let attempt = RunAttempt(run: run, subject: claimed.subject, hosted: hosted, parts: parts)
            return try await end(run, hosted, attempt.perform())
        } catch {
            return .lost("\(error)")
        }
    }
}

extension RunCandidate {
    init(_ run: RunRecord) {
        self.init(id: run.id, automation: run.automation, connection: run.ticket?.connection)
    }
}

extension RunWorker.Tally {
    mutating func count(_ outcome: RunWorker.Outcome) {
        switch outcome {
        case .ended: ended += 1
        case .passedOver: passedOver += 1
        case .failed: failed += 1
        case .quarantined: quarantined += 1
        case .lost(let problem):
            lost += 1
            problems.insert(problem)
        }
    }
}
