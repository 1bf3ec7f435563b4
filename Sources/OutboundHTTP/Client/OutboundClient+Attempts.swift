import Logging

extension OutboundClient {
    private typealias Outcome = Result<OutboundResponse, TransportFailure>

    /// Attempts, repeats and follows redirects until an outcome stands.
    func travel(_ journey: inout Journey) async throws(OutboundFailure) -> OutboundResponse {
        var last: Outcome?
        while true {
            let credential = journey.isForeign ? .none : try await credentials.credential()
            redactor.learn(credential.secrets)
            do throws(RateBudget.Refusal) {
                try await budget.acquire(
                    write: !journey.request.reads,
                    deadline: journey.budgetDeadline,
                    onWait: options.onWait
                )
            } catch {
                // No room for a repetition: the attempt before stands.
                if let last, error != .cancelled { return try settle(last, journey) }
                throw refused(error, journey)
            }
            let outcome = await attempt(&journey, credential)
            last = outcome
            if try await goesOn(outcome, &journey, credential) { continue }
            return try settle(outcome, journey)
        }
    }

    /// Whether there is another attempt; waits until it is due.
    private func goesOn(
        _ outcome: Outcome,
        _ journey: inout Journey,
        _ credential: Credential
    ) async throws(OutboundFailure) -> Bool {
        if case .success(let response) = outcome {
            if response.status == 401, !journey.refusedCredential, !journey.isForeign {
                journey.refusedCredential = true
                if await credentials.refused(credential) { return true }
            }
            if try follow(response, &journey) { return true }
        }
        let delay = options.retries.delay(
            after: summary(of: outcome),
            reads: journey.request.reads,
            retriesDone: journey.retriesDone,
            elapsed: journey.elapsed(now: options.clock.now()),
            jitter: options.jitter()
        )
        guard let delay else { return false }
        let due = options.clock.now() + delay
        if let deadline = journey.deadline, due >= deadline { return false }
        journey.retriesDone += 1
        options.logger?.debug(
            "Request will be repeated",
            metadata: metadata(journey).merging(["http.retry": "\(journey.retriesDone)"]) { $1 }
        )
        options.onWait(delay)
        try? await options.clock.sleep(due)
        // Cancelled in between: what is known so far stands.
        return !Task.isCancelled
    }

    private func attempt(_ journey: inout Journey, _ credential: Credential) async -> Outcome {
        let now = options.clock.now()
        journey.startedAt = journey.startedAt ?? now
        let deadline = journey.attemptDeadline(now: now, timeout: options.limits.requestTimeout)
        var url = journey.request.url
        var headers = journey.request.headers
        credential.attach(to: &headers, url: &url)
        let wire = WireRequest(
            method: journey.request.method,
            url: url,
            headers: headers,
            body: journey.request.body,
            maximumBody: options.limits.maximumBody
        )
        let result = await exchange(wire, deadline: deadline)
        budget.finish((try? result.get()).map { ($0.status, $0.headers) })
        log(result, journey)
        return result.map { answer in
            OutboundResponse(
                status: answer.status,
                headers: answer.headers,
                body: answer.body,
                url: journey.request.url.text,
                retryAfter: RetryAfter.delay(in: answer.headers, now: options.clock.epochSeconds())
            )
        }
    }

    /// One exchange, cut off at the deadline.
    private func exchange(
        _ wire: WireRequest,
        deadline: Duration
    ) async -> Result<ExchangeDelegate.Answer, TransportFailure> {
        let (transport, clock) = (transport, options.clock)
        return await withTaskGroup(of: Result<ExchangeDelegate.Answer, TransportFailure>?.self) { group in
            group.addTask {
                do throws(TransportFailure) {
                    return .success(try await transport.exchange(wire))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                try? await clock.sleep(deadline)
                return nil
            }
            var timedOut = false
            for await result in group {
                guard let result else {
                    timedOut = !Task.isCancelled
                    group.cancelAll()
                    continue
                }
                group.cancelAll()
                if case .failure(let failure) = result, failure.reason == .cancelled, timedOut {
                    return .failure(TransportFailure(reason: .timedOut, mayHaveLeft: failure.mayHaveLeft))
                }
                return result
            }
            return .failure(TransportFailure(reason: .cancelled, mayHaveLeft: true))
        }
    }

    private func summary(of outcome: Outcome) -> RetryPolicy.Outcome {
        switch outcome {
        case .success(let response):
            return .answered(status: response.status, retryAfter: response.retryAfter)
        case .failure(let failure):
            switch failure.reason {
            case .cancelled, .malformed, .tooLarge, .unwritable: return .final
            default: return failure.mayHaveLeft ? .lost : .notSent
            }
        }
    }

    private func settle(_ outcome: Outcome, _ journey: Journey) throws(OutboundFailure) -> OutboundResponse {
        switch outcome {
        case .success(let response): return response
        case .failure(let failure):
            throw failure.failure(journey.request.label, reads: journey.request.reads, limits: options.limits)
        }
    }

    private func refused(_ refusal: RateBudget.Refusal, _ journey: Journey) -> OutboundFailure {
        switch refusal {
        case .cancelled: .cancelled(journey.request.label)
        case .noRoom(let next): .overBudget(journey.request.label, next: next)
        }
    }

    private func log(_ result: Result<ExchangeDelegate.Answer, TransportFailure>, _ journey: Journey) {
        guard let logger = options.logger else { return }
        switch result {
        case .success(let answer):
            logger.debug(
                "Request answered",
                metadata: metadata(journey).merging(["http.status": "\(answer.status)"]) { $1 }
            )
        case .failure(let failure):
            logger.debug(
                "Request got no answer",
                metadata: metadata(journey).merging(["http.reason": "\(failure.reason)"]) { $1 }
            )
        }
    }

    private func metadata(_ journey: Journey) -> Logger.Metadata {
        [
            "http.method": "\(journey.request.method.rawValue)",
            "http.path": "\(redactor.redact(journey.request.url.path))",
            "http.server": "\(journey.request.label.server)",
        ]
    }
}
