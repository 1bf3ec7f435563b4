import Foundation

/// Counts requests in a window of time that rolls along.
struct RateWindow: Sendable {
    let limit: Int
    let length: TimeInterval
    private var instants: [Date] = []

    init(limit: Int, length: TimeInterval) {
        self.limit = limit
        self.length = length
    }

    /// What a request got.
    struct Verdict: Sendable, Equatable {
        let isAllowed: Bool
        let limit: Int
        let remaining: Int
        /// When the oldest counted request leaves the window.
        let resetsAt: Date
    }

    /// Counts a request unless the window is full.
    mutating func admit(at now: Date) -> Verdict {
        instants.removeAll { $0 <= now.addingTimeInterval(-length) }
        let isAllowed = instants.count < limit
        if isAllowed { instants.append(now) }
        return Verdict(
            isAllowed: isAllowed,
            limit: limit,
            remaining: limit - instants.count,
            resetsAt: (instants.first ?? now).addingTimeInterval(length)
        )
    }
}

extension RateWindow {
    /// The window of a provider under its options, nil where it has no limit.
    init?(_ rateLimit: SimulatorOptions.RateLimit, of provider: SimulatedProvider) {
        switch (rateLimit, provider) {
        case (.vendor, .mijnklantportaal): self.init(limit: 60, length: 60)
        case (.vendor, _), (.off, _): return nil
        case (.requests(let limit, let window), _):
            let (seconds, attoseconds) = window.components
            self.init(limit: limit, length: Double(seconds) + Double(attoseconds) / 1e18)
        }
    }
}
