/// Which attempts are repeated, and when: jittered exponential backoff within a number and a time.
package struct RetryPolicy: Sendable, Hashable {
    /// How one attempt ended, as far as repeating goes.
    enum Outcome: Sendable, Hashable {
        case answered(status: Int, retryAfter: Duration?)
        /// Nothing reached the server.
        case notSent
        /// It may have reached the server: a timeout or a cut connection.
        case lost
        /// Repeating can't help: cancelled, too large, not HTTP.
        case final
    }

    /// How often a request is repeated, beyond its first attempt.
    package var maximumRetries = 4
    /// How long all attempts and the waits between them may take.
    package var maximumTime: Duration = .seconds(30)
    /// The wait before the first repetition; each later one doubles it.
    package var firstDelay: Duration = .milliseconds(250)
    /// The longest wait that is not asked for by the server.
    package var longestDelay: Duration = .seconds(8)

    /// Makes the usual policy.
    package init() {}

    /// A policy that repeats nothing.
    package static let never: RetryPolicy = {
        var policy = RetryPolicy()
        policy.maximumRetries = 0
        return policy
    }()

    /// How long to wait before repeating; nil where the attempt's outcome stands.
    ///
    /// A write is repeated only where it was certainly not done: it did not leave, or the server rejected it
    /// (429, or 503 with `Retry-After`). `jitter` is in 0..<1.
    func delay(
        after outcome: Outcome,
        reads: Bool,
        retriesDone: Int,
        elapsed: Duration,
        jitter: Double
    ) -> Duration? {
        guard retriesDone < maximumRetries, mayRepeat(outcome, reads: reads) else { return nil }
        let grown = firstDelay * (1 << min(retriesDone, 20))
        var delay = min(grown, longestDelay) * (0.5 + jitter / 2)
        if case .answered(_, let retryAfter?) = outcome {
            delay = max(delay, retryAfter)
        }
        return elapsed + delay < maximumTime ? delay : nil
    }

    private func mayRepeat(_ outcome: Outcome, reads: Bool) -> Bool {
        switch outcome {
        case .notSent: true
        case .lost: reads
        case .final: false
        case .answered(429, _): true
        case .answered(503, let retryAfter): reads || retryAfter != nil
        case .answered(let status, _): reads && [500, 502, 504].contains(status)
        }
    }
}
