package import TicketModel

/// How often an attempt is repeated, and how long after the last one.
package struct RunBackoff: Sendable, Equatable {
    /// How many attempts there are in all.
    package var attempts: Int
    /// How long the first wait is.
    package var first: TimeSpan
    /// How long a wait may become.
    package var longest: TimeSpan

    package init(attempts: Int = 5, first: TimeSpan = .seconds(5), longest: TimeSpan = .minutes(10)) {
        self.attempts = attempts
        self.first = first
        self.longest = longest
    }

    /// How long to wait after the n-th attempt, from 1: four times as long each time, and a random part of the half of it less,
    /// so that what failed together does not come back together.
    package func delay(after attempt: Int, random: inout some RandomNumberGenerator) -> TimeSpan {
        var whole = first.microseconds
        for _ in 1..<max(1, min(attempt, 20)) where whole < longest.microseconds { whole *= 4 }
        whole = min(whole, longest.microseconds)
        return TimeSpan(microseconds: whole - Int64.random(in: 0...whole / 2, using: &random))
    }

    /// The move after the n-th attempt failed.
    package func mayTryAgain(after attempt: Int) -> Bool { attempt < attempts }
}
