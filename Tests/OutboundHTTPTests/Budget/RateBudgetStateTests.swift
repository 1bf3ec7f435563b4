import Testing

@testable import OutboundHTTP

struct RateBudgetStateTests {
    private func state(
        requests: Int? = 2,
        per window: Duration = .seconds(60),
        spacing: Duration? = nil,
        inFlight: Int = 100
    ) -> RateBudgetState {
        let allowance = requests.map { RateDeclaration.Allowance(requests: $0, per: window) }
        return RateBudgetState(RateDeclaration(allowance: allowance, spacing: spacing), maximumInFlight: inFlight)
    }

    @Test func `the window rolls: each request makes room again when it is a window old`() {
        var budget = state()
        budget.grant(write: false, now: .seconds(0))
        #expect(budget.room(for: false, now: .seconds(50)) == .now)
        budget.grant(write: false, now: .seconds(50))
        #expect(budget.room(for: false, now: .seconds(51)) == .at(.seconds(60)))
        budget.grant(write: false, now: .seconds(60))
        #expect(budget.room(for: false, now: .seconds(61)) == .at(.seconds(110)))
    }

    @Test func `a larger limit told by the server replaces the declared one, a smaller does not`() {
        var budget = state()
        budget.grant(write: false, now: .zero)
        budget.grant(write: false, now: .zero)
        budget.finish(RateSignal(limit: 1), now: .seconds(1))
        #expect(budget.room(for: false, now: .seconds(1)) == .at(.seconds(60)))
        budget.finish(RateSignal(limit: 3), now: .seconds(1))
        #expect(budget.room(for: false, now: .seconds(1)) == .now)
        budget.grant(write: false, now: .seconds(1))
        #expect(budget.room(for: false, now: .seconds(2)) == .at(.seconds(60)))
    }

    @Test func `what remains is counted down, and nothing leaves until it resets`() {
        var budget = state(requests: nil)
        budget.grant(write: false, now: .zero)
        budget.finish(RateSignal(remaining: 1, resetsIn: .seconds(30)), now: .seconds(1))
        #expect(budget.room(for: false, now: .seconds(1)) == .now)
        budget.grant(write: false, now: .seconds(1))
        #expect(budget.room(for: false, now: .seconds(2)) == .at(.seconds(31)))
        #expect(budget.room(for: false, now: .seconds(31)) == .now)
    }

    @Test func `requests in flight count against what remains, and an overtaken answer adds nothing`() {
        var budget = state(requests: nil)
        for _ in 0..<3 { budget.grant(write: false, now: .zero) }
        budget.finish(RateSignal(remaining: 2, resetsIn: .seconds(30)), now: .seconds(1))
        #expect(budget.room(for: false, now: .seconds(1)) == .at(.seconds(31)))
        budget.finish(RateSignal(remaining: 9, resetsIn: .seconds(30)), now: .seconds(1))
        #expect(budget.room(for: false, now: .seconds(1)) == .at(.seconds(31)))
    }

    @Test func `a new window of the server is believed`() {
        var budget = state(requests: nil)
        budget.grant(write: false, now: .zero)
        budget.finish(RateSignal(remaining: 0, resetsIn: .seconds(3)), now: .seconds(1))
        budget.grant(write: false, now: .seconds(4))
        budget.finish(RateSignal(remaining: 59, resetsIn: .seconds(60)), now: .seconds(4))
        #expect(budget.room(for: false, now: .seconds(5)) == .now)
    }

    @Test func `none remaining without a reset waits for a declared window, or a second`() {
        var declared = state(requests: 5, per: .seconds(10))
        declared.grant(write: false, now: .zero)
        declared.finish(RateSignal(remaining: 0), now: .zero)
        #expect(declared.room(for: false, now: .zero) == .at(.seconds(10)))
        var undeclared = state(requests: nil)
        undeclared.grant(write: false, now: .zero)
        undeclared.finish(RateSignal(remaining: 0), now: .zero)
        #expect(undeclared.room(for: false, now: .zero) == .at(.seconds(1)))
    }

    @Test func `a pause holds everything, and a shorter one does not shorten it`() {
        var budget = state(requests: nil)
        budget.grant(write: false, now: .zero)
        budget.grant(write: false, now: .zero)
        budget.finish(RateSignal(pause: .seconds(20)), now: .seconds(1))
        budget.finish(RateSignal(pause: .seconds(2)), now: .seconds(1))
        #expect(budget.room(for: true, now: .seconds(5)) == .at(.seconds(21)))
        #expect(budget.room(for: false, now: .seconds(5)) == .at(.seconds(21)))
    }

    @Test func `writes are spaced, reads between them are not`() {
        var budget = state(requests: nil, spacing: .seconds(2))
        budget.grant(write: true, now: .seconds(10))
        #expect(budget.room(for: true, now: .seconds(11)) == .at(.seconds(12)))
        #expect(budget.room(for: false, now: .seconds(11)) == .now)
    }

    @Test func `no more than the maximum are in flight`() {
        var budget = state(requests: nil, inFlight: 1)
        budget.grant(write: false, now: .zero)
        #expect(budget.room(for: false, now: .zero) == .whenOneEnds)
        budget.finish(nil, now: .zero)
        #expect(budget.room(for: false, now: .zero) == .now)
    }

    @Test(arguments: 1...20)
    func `no stretch of a window's length ever sees more than the allowance`(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        var budget = state(requests: 5, per: .seconds(10))
        var now = Duration.zero
        var granted: [Duration] = []
        for _ in 0..<200 {
            now += .milliseconds(Int.random(in: 0...3000, using: &random))
            if budget.room(for: false, now: now) == .now {
                budget.grant(write: false, now: now)
                granted.append(now)
                budget.finish(nil, now: now)
            }
        }
        for end in granted {
            #expect(granted.filter { $0 > end - .seconds(10) && $0 <= end }.count <= 5)
        }
        #expect(granted.count > 50)
    }
}

/// A small generator whose sequence a test can repeat.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
