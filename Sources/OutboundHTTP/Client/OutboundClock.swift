import FoundationEssentials

/// The time that budgets, backoff, deadlines and token lifetimes go by.
package struct OutboundClock: Sendable {
    /// The offset from an arbitrary moment on a clock that never steps back.
    package var now: @Sendable () -> Duration
    /// Seconds since 1970-01-01 UTC, to read the dates that servers send.
    package var epochSeconds: @Sendable () -> Double
    /// Returns when `now` has reached the offset, or throws when the task is cancelled.
    package var sleep: @Sendable (_ until: Duration) async throws -> Void

    /// Makes a clock of three functions that have to agree with each other.
    package init(
        now: @escaping @Sendable () -> Duration,
        epochSeconds: @escaping @Sendable () -> Double,
        sleep: @escaping @Sendable (_ until: Duration) async throws -> Void
    ) {
        self.now = now
        self.epochSeconds = epochSeconds
        self.sleep = sleep
    }

    /// The machine's clocks.
    package static let system: OutboundClock = {
        let clock = ContinuousClock()
        let start = clock.now
        return OutboundClock(
            now: { start.duration(to: clock.now) },
            epochSeconds: { Date().timeIntervalSince1970 },
            sleep: { try await clock.sleep(until: start.advanced(by: $0)) }
        )
    }()
}
