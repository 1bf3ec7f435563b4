/// The counting of a rate budget, as a value: when the next request may leave, and what an answer changes.
///
/// Times are offsets on one monotonic clock. The declared allowance is kept over a rolling window, so that no stretch of
/// time sees more than it, wherever the server's own window begins.
struct RateBudgetState: Sendable {
    enum Room: Sendable, Hashable {
        case now
        case at(Duration)
        case whenOneEnds
    }

    private struct Told: Sendable {
        var remaining: Int
        var until: Duration
    }

    private let declaration: RateDeclaration
    private let maximumInFlight: Int
    private(set) var inFlight = 0
    private var learnedRequests: Int?
    private var grants: [Duration] = []
    private var told: Told?
    private var pausedUntil: Duration?
    private var lastWrite: Duration?

    init(_ declaration: RateDeclaration, maximumInFlight: Int) {
        self.declaration = declaration
        self.maximumInFlight = max(1, maximumInFlight)
    }

    func room(for write: Bool, now: Duration) -> Room {
        guard inFlight < maximumInFlight else { return .whenOneEnds }
        var at = pausedUntil ?? now
        if let told, told.remaining <= 0 {
            at = max(at, told.until)
        }
        if let allowance = declaration.allowance {
            let limit = learnedRequests ?? allowance.requests
            if grants.count >= limit {
                at = max(at, grants[grants.count - limit] + allowance.window)
            }
        }
        if write, let spacing = declaration.spacing, let lastWrite {
            at = max(at, lastWrite + spacing)
        }
        return at > now ? .at(at) : .now
    }

    /// Counts a request that leaves now.
    mutating func grant(write: Bool, now: Duration) {
        inFlight += 1
        if let window = declaration.allowance?.window {
            grants.removeAll { $0 + window <= now }
            grants.append(now)
        }
        if let until = told?.until, until <= now {
            told = nil
        }
        told?.remaining -= 1
        if write {
            lastWrite = now
        }
    }

    /// Counts a request that has ended, with what its answer told.
    mutating func finish(_ signal: RateSignal?, now: Duration) {
        inFlight -= 1
        guard let signal else { return }
        if let pause = signal.pause {
            pausedUntil = max(pausedUntil ?? now, now + pause)
        }
        if let limit = signal.limit, let declared = declaration.allowance?.requests {
            // A smaller number may count a shorter window than the declared one: `remaining` guards that.
            learnedRequests = limit > declared ? limit : nil
        }
        if let remaining = signal.remaining {
            learn(remaining: remaining, resetsIn: signal.resetsIn, now: now)
        }
    }

    private mutating func learn(remaining: Int, resetsIn: Duration?, now: Duration) {
        // The server had not counted the others in flight when it answered, or not for sure.
        let left = remaining - inFlight
        let until = now + (resetsIn ?? (remaining > 0 ? .zero : declaration.allowance?.window ?? .seconds(1)))
        // Answers overtake each other: within one window of the server only the smaller number is believed.
        let sameWindow = told.map { $0.until > now && until <= $0.until + .seconds(1) } ?? false
        told = Told(remaining: sameWindow ? min(left, told?.remaining ?? left) : left, until: until)
        if until <= now {
            told = nil
        }
    }
}
