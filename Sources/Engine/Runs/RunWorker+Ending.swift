import PluginHost
import ServiceLifecycle
import Store
import TicketModel

extension RunWorker {
    /// Writes the end of an attempt that this worker did not claim.
    func writeEnd(of run: RunRecord, _ hosted: HostedAutomation, _ result: RunAttempt.Result) async throws {
        guard let end = end(of: run, hosted, result) else {
            _ = try await handBack(run)
            return
        }
        endings.expect(1)
        _ = try await endings.write(end)
    }

    /// What is written of an attempt's end; `nil` where the attempt is not to count.
    func end(of run: RunRecord, _ hosted: HostedAutomation, _ result: RunAttempt.Result) -> AttemptEnd? {
        let version = hosted.automation.version
        // What the handler was told once its calls were broken off is no ground to act on, nor to count a failure.
        if Task.isCancelled, Task.isShuttingDownGracefully { return nil }
        parts.observe(hosted, result.verdict)
        switch result {
        case .passedOver(let reason, let log):
            return passedOver(run, version: version, because: reason, log: log)
        case .spread(let tickets):
            return spread(run, version: version, over: tickets)
        case .ended(let outcome, let subject, let sight):
            return ended(outcome, subject, sight, of: run, hosted)
        case .failed(let failure):
            return failed(run, version: version, failure)
        case .impossible(let reason):
            return givenUp(run, because: reason)
        }
    }

    private func ended(
        _ outcome: HandlerOutcome,
        _ subject: MirroredTicket?,
        _ sight: Sight,
        of run: RunRecord,
        _ hosted: HostedAutomation
    ) -> AttemptEnd {
        let now = parts.now()
        let version = hosted.automation.version
        let draft = EffectDraft(run: run, outcome: outcome, sight: sight, now: now)
        let log = RunLog(lines: outcome.log, usage: outcome.usage).json
        func finish(_ verdict: String, _ why: String? = nil) -> RunEnding {
            RunEnding(.finish, at: now, version: version, verdict: verdict, why: why, log: log)
        }
        var end = AttemptEnd(of: run, finish(outcome.effects.isEmpty ? "nothing" : "acted"), .ended)
        end.runs = draft.laterRuns(version: version)
        end.stateWrites = outcome.stateWrites
        let once = outcome.effects.isEmpty ? nil : subject.flatMap { scope(of: run, hosted, $0.ticket) }
        guard once != nil || draft.asksStore else {
            end.effects = draft.effects().map(NewEffectRow.init)
            return end
        }
        let mirror = parts.mirror
        end.settle = { end, transaction in
            if let once, let last = try once.actBefore(run, now: now, in: transaction) {
                let ending = RunEnding(
                    .finish,
                    at: now,
                    version: version,
                    verdict: "passed_over",
                    why: once.reason(lastAct: last),
                    log: log
                )
                end = AttemptEnd(of: run, ending, .passedOver)
            } else {
                end.effects = try draft.effects(seenIn: mirror, transaction).map(NewEffectRow.init)
                end.runs = try draft.laterRuns(version: version, transaction)
            }
        }
        return end
    }

    private func scope(of run: RunRecord, _ hosted: HostedAutomation, _ ticket: Ticket) -> OnceScope? {
        OnceScope(hosted.automation.manifest.trigger(keyed: run.handler)?.trigger.once, ticket: ticket)
    }

    func passedOver(
        _ run: RunRecord,
        version: String,
        because reason: String,
        log: [LogLine] = []
    ) -> AttemptEnd {
        let log = RunLog(lines: log).json
        let verdict = "passed_over"
        return AttemptEnd(
            of: run,
            RunEnding(.finish, at: parts.now(), version: version, verdict: verdict, why: reason, log: log),
            .passedOver
        )
    }

    /// Ends a slot's run with one for each ticket, in the same commit.
    private func spread(_ run: RunRecord, version: String, over tickets: [TicketID]) -> AttemptEnd {
        let now = parts.now()
        let why = tickets.isEmpty ? Reasons.noTicketMatches : Reasons.spread(over: tickets.count)
        let verdict = tickets.isEmpty ? "nothing" : "spread"
        var end = AttemptEnd(
            of: run,
            RunEnding(.finish, at: now, version: version, verdict: verdict, why: why),
            .ended
        )
        end.runs = tickets.map { NewRun(of: run, on: $0, version: version, now: now) }
        return end
    }

    func givenUp(_ run: RunRecord, because reason: String) -> AttemptEnd {
        let ending = RunEnding(
            .giveUp,
            at: parts.now(),
            version: run.version,
            verdict: "failed",
            why: reason,
            error: run.error,
            log: run.log
        )
        return AttemptEnd(of: run, ending, .quarantined)
    }

    private func failed(_ run: RunRecord, version: String, _ failure: PluginFailure) -> AttemptEnd {
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
        return AttemptEnd(of: run, ending, triesAgain ? .failed : .quarantined)
    }

    /// Leaves a run as it was before this attempt, which the end of the process broke off.
    func handBack(_ run: RunRecord) async throws -> Outcome {
        try await parts.database.write { transaction in
            guard try RunTable.handBack(run.id, fence: run.fence, in: transaction) else {
                throw StoreFailure.fenced(run.id)
            }
        }
        return .handedBack
    }
}

extension OnceScope {
    /// Takes the mark for a run; where it may not act any more, answers when another one did.
    fileprivate func actBefore(
        _ run: RunRecord,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws -> Timestamp? {
        let owner = run.onceOwner
        let last = try OnceTable.lastAct(of: owner, scope: name, in: transaction)
        let isTaken = try OnceTable.take(
            owner,
            scope: name,
            run: run.id,
            since: since(now),
            now: now,
            in: transaction
        )
        return isTaken ? nil : last?.at ?? now
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
