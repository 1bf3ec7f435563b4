import Testing

@testable import OutboundHTTP

struct RetryPolicyTests {
    private let policy = RetryPolicy()

    @Test(arguments: [(0, 250), (1, 500), (2, 1000), (3, 2000)])
    func `the wait doubles, and jitter takes at most half of it away`(retries: Int, milliseconds: Int) {
        let longest = policy.delay(after: .notSent, reads: true, retriesDone: retries, elapsed: .zero, jitter: 1)
        let shortest = policy.delay(after: .notSent, reads: true, retriesDone: retries, elapsed: .zero, jitter: 0)
        #expect(longest == .milliseconds(milliseconds))
        #expect(shortest == .milliseconds(milliseconds) / 2)
    }

    @Test func `the fifth attempt is the last`() {
        #expect(policy.delay(after: .lost, reads: true, retriesDone: 4, elapsed: .zero, jitter: 0) == nil)
    }

    @Test func `no wait goes beyond thirty seconds in all`() {
        #expect(policy.delay(after: .lost, reads: true, retriesDone: 0, elapsed: .seconds(29.9), jitter: 0) == nil)
        let asked = RetryPolicy.Outcome.answered(status: 503, retryAfter: .seconds(20))
        #expect(
            policy.delay(after: asked, reads: true, retriesDone: 0, elapsed: .seconds(9), jitter: 0) == .seconds(20)
        )
        #expect(policy.delay(after: asked, reads: true, retriesDone: 0, elapsed: .seconds(11), jitter: 0) == nil)
    }

    static let writes: [(RetryPolicy.Outcome, Bool)] = [
        (.notSent, true), (.lost, false), (.final, false),
        (.answered(status: 429, retryAfter: nil), true),
        (.answered(status: 503, retryAfter: .seconds(1)), true),
        (.answered(status: 503, retryAfter: nil), false),
        (.answered(status: 500, retryAfter: .seconds(1)), false),
        (.answered(status: 200, retryAfter: nil), false),
    ]

    @Test(arguments: writes)
    func `a write is repeated only where it was certainly not done`(outcome: RetryPolicy.Outcome, repeats: Bool) {
        let delay = policy.delay(after: outcome, reads: false, retriesDone: 0, elapsed: .zero, jitter: 0)
        #expect((delay != nil) == repeats)
    }
}
