import PluginHost
import ServiceLifecycle
import Store
import TicketModel

extension RunWorker {
    /// Writes an attempt's end: the run's row, its effects, `ctx.state`, what is due later and the mark of `once`, in one
    /// transaction and under the fence of the claim.
    func end(_ run: RunRecord, _ hosted: HostedAutomation, _ result: RunAttempt.Result) async throws -> Outcome {
        let version = hosted.automation.version
        // What the handler was told once its calls were broken off is no ground to act on, nor to count a failure.
        if Task.isCancelled, Task.isShuttingDownGracefully { return try await handBack(run) }
        parts.observe(hosted, result.verdict)
        switch result {
        case .passedOver(let reason, let log):
            return try await passOver(run, version: version, because: reason, log: log)
        case .spread(let tickets):
            return try await spread(run, version: version, over: tickets)
        case .ended(let outcome, let subject, let sight):
            return try await keep(outcome, subject, sight, of: run, hosted)
        case .failed(let failure):
            return try await fail(run, version: version, failure)
        case .impossible(let reason):
            return try await giveUp(run, because: reason)
        }
    }

    private func keep(
        _ outcome: HandlerOutcome,
        _ subject: MirroredTicket?,
        _ sight: Sight,
        of run: RunRecord,
        _ hosted: HostedAutomation
    ) async throws -> Outcome {
        let now = parts.now()
        let draft = EffectDraft(run: run, outcome: outcome, sight: sight, now: now)
        let once = outcome.effects.isEmpty ? nil : subject.flatMap { scope(of: run, hosted, $0.ticket) }
        let version = hosted.automation.version
        let log = RunLog(lines: outcome.log, usage: outcome.usage).json
        let mirror = parts.mirror
        return try await endings.write { transaction in
            func end(_ verdict: String, _ why: String? = nil) throws {
                let ending = RunEnding(.finish, at: now, version: version, verdict: verdict, why: why, log: log)
                guard try RunTable.end(run.id, fence: run.fence, ending, in: transaction) else {
                    throw StoreFailure.fenced(run.id)
                }
            }
            if let once {
                let owner = run.onceOwner
                let last = try OnceTable.lastAct(of: owner, scope: once.name, in: transaction)
                let since = once.since(now)
                guard
                    try OnceTable.take(owner, scope: once.name, run: run.id, since: since, now: now, in: transaction)
                else {
                    try end("passed_over", once.reason(lastAct: last?.at ?? now))
                    return .passedOver
                }
            }
            try end(outcome.effects.isEmpty ? "nothing" : "acted")
            try EffectTable.insert(draft.effects(seenIn: mirror, transaction), in: transaction)
            try RunTable.insert(draft.laterRuns(version: version), in: transaction)
            try PluginStateTable.write(
                outcome.stateWrites,
                automation: run.automation,
                mode: run.mode,
                now: now,
                in: transaction
            )
            return .ended
        }
    }

    private func scope(of run: RunRecord, _ hosted: HostedAutomation, _ ticket: Ticket) -> OnceScope? {
        OnceScope(hosted.automation.manifest.trigger(keyed: run.handler)?.trigger.once, ticket: ticket)
    }

    func passOver(
        _ run: RunRecord,
        version: String,
        because reason: String,
        log: [LogLine] = []
    ) async throws -> Outcome {
        let now = parts.now()
        try await write(
            RunEnding(
                .finish,
                at: now,
                version: version,
                verdict: "passed_over",
                why: reason,
                log: RunLog(lines: log).json
            ),
            of: run
        )
        return .passedOver
    }

    /// Ends a slot's run with one for each ticket, in the same commit.
    private func spread(_ run: RunRecord, version: String, over tickets: [TicketID]) async throws -> Outcome {
        let now = parts.now()
        let why = tickets.isEmpty ? Reasons.noTicketMatches : Reasons.spread(over: tickets.count)
        let verdict = tickets.isEmpty ? "nothing" : "spread"
        try await parts.database.write { transaction in
            let ending = RunEnding(.finish, at: now, version: version, verdict: verdict, why: why)
            guard try RunTable.end(run.id, fence: run.fence, ending, in: transaction) else {
                throw StoreFailure.fenced(run.id)
            }
            try RunTable.insert(tickets.map { NewRun(of: run, on: $0, version: version, now: now) }, in: transaction)
        }
        return .ended
    }

    /// Leaves a run as it was before this attempt, which the end of the process broke off.
    private func handBack(_ run: RunRecord) async throws -> Outcome {
        try await parts.database.write { transaction in
            guard try RunTable.handBack(run.id, fence: run.fence, in: transaction) else {
                throw StoreFailure.fenced(run.id)
            }
        }
        return .handedBack
    }

    func giveUp(_ run: RunRecord, because reason: String) async throws -> Outcome {
        try await write(
            RunEnding(
                .giveUp,
                at: parts.now(),
                version: run.version,
                verdict: "failed",
                why: reason,
                error: run.error,
                log: run.log
            ),
            of: run
        )
        return .quarantined
    }

    private func fail(_ run: RunRecord, version: String, _ failure: PluginFailure) async throws -> Outcome {
        let now = parts.now()
        let triesAgain = backoff.mayTryAgain(after: run.attempts)
        var random = AnyRandom(random())
        var ending = RunEnding(
            triesAgain ? .fail : .giveUp,
            at: now,
            version: version,
            verdict: "failed",
            why: failure.description,
            error: failure.json,
            log: RunLog(lines: failure.log, usage: failure.usage).json
        )
        if triesAgain {
            // A provider that says when to come back is taken at its word.
            let asked = failure.raised?.retryAfter ?? .zero
            ending.dueAt = now + max(backoff.delay(after: run.attempts, random: &random), asked)
        }
        try await write(ending, of: run)
        return triesAgain ? .failed : .quarantined
    }

    private func write(_ ending: RunEnding, of run: RunRecord) async throws {
        _ = try await endings.write { transaction in
            guard try RunTable.end(run.id, fence: run.fence, ending, in: transaction) else {
                throw StoreFailure.fenced(run.id)
            }
            return .ended
        }
    }
}

extension NewRun {
    /// The run of one ticket of a slot.
    fileprivate init(of run: RunRecord, on ticket: TicketID, version: String, now: Timestamp) {
        self.init(
            key: RunKey.ofTicket(ticket, of: run),
            automation: run.automation,
            version: version,
            handler: run.handler,
            mode: run.mode,
            cause: .schedule,
            slot: run.slot,
            ticket: ticket,
            payload: run.payload,
            lane: run.lane,
            dueAt: now,
            createdAt: now
        )
    }
}

extension RunAttempt.Result {
    /// Whether the plugin is to blame for how the attempt came out.
    fileprivate var verdict: AttemptVerdict {
        switch self {
        case .ended, .spread, .passedOver: return .ended
        case .impossible: return .otherFailure
        case .failed(let failure):
            let isOwn = failure.raised == nil && [.script, .limits].contains(failure.kind)
            return isOwn ? .pluginError(failure.description) : .otherFailure
        }
    }
}

/// Any source of random numbers as one.
private struct AnyRandom: RandomNumberGenerator {
    private var source: any RandomNumberGenerator

    init(_ source: any RandomNumberGenerator) {
        self.source = source
    }

    mutating func next() -> UInt64 { source.next() }
}
