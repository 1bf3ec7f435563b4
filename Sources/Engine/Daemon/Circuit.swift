package import TicketModel

/// Whether a connection is asked at all: after failures in a row it is left alone for a while, each time longer.
///
/// ```
///          failures in a row            the pause is over
/// closed ─────────────────────► open ─────────────────────► trial: one request
///    ▲                            ▲                            │      │
///    │                            └──────── it fails ──────────┘      │
///    └───────────────────────────── it is answered ───────────────────┘
/// ```
package struct Circuit: Sendable, Equatable {
    /// How many failures in a row open it.
    static let threshold = 5
    static let longestPause = TimeSpan.minutes(5)

    /// Failures in a row.
    package private(set) var failures = 0
    /// Until when nothing is asked; `nil` where it is closed.
    package private(set) var openUntil: Timestamp?
    private var trialSince: Timestamp?

    package init() {}

    /// Asks for a request to be made; answers how long to wait instead, or `nil` where it may be made.
    mutating func admit(at now: Timestamp) -> TimeSpan? {
        guard let openUntil else { return nil }
        if now < openUntil { return openUntil - now }
        // One request finds out; it may have been lost, so after a while another one may.
        if let trialSince, now - trialSince < .minutes(1) { return .seconds(5) }
        trialSince = now
        return nil
    }

    /// The connection answered, be it with a refusal.
    mutating func answered() {
        self = Circuit()
    }

    /// The connection did not answer, or answered that it cannot.
    mutating func failed(at now: Timestamp, retryAfter: TimeSpan?) {
        failures += 1
        trialSince = nil
        guard failures >= Self.threshold else { return }
        let steps = Int64(min(failures - Self.threshold, 8))
        let pause = min(TimeSpan.seconds(5 << steps), Self.longestPause)
        openUntil = now + max(pause, retryAfter ?? .zero)
    }
}
