/// How far a request has come: what one `send` counts over its attempts and redirects.
struct Journey: Sendable {
    var request: PreparedRequest
    var policy: RetryPolicy
    /// The moment at which the caller gives up.
    var deadline: Duration?
    /// When the first attempt left the rate budget.
    var startedAt: Duration?
    var retriesDone = 0
    var redirectsDone = 0
    var refusedCredential = false
    /// Once on another origin, no credential is attached again, wherever it leads.
    var isForeign = false

    func elapsed(now: Duration) -> Duration {
        startedAt.map { now - $0 } ?? .zero
    }

    /// When an attempt that begins now has to have its answer: repetitions share the policy's time.
    func attemptDeadline(now: Duration, timeout: Duration) -> Duration {
        var end = now + timeout
        if let deadline { end = min(end, deadline) }
        if retriesDone > 0, let startedAt { end = min(end, startedAt + policy.maximumTime) }
        return end
    }

    /// When waiting for the rate budget is no longer worth it.
    var budgetDeadline: Duration? {
        let retryEnd = retriesDone > 0 ? startedAt.map { $0 + policy.maximumTime } : nil
        return [deadline, retryEnd].compactMap(\.self).min()
    }
}
