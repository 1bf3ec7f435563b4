import Synchronization
package import TicketModel

/// Notices when the wall clock is set: it then goes another way than a clock that only goes forward.
///
/// Who waits by the wall clock would wait too long after it was put back, and not long enough after it was put ahead.
package final class ClockWatch: Sendable {
    private struct State {
        /// By how much the wall clock differs from the other one; it creeps as clocks are corrected little by little.
        var difference: TimeSpan?
        var aheadAt: Timestamp?
        var isPutBack = false
    }

    /// Less than this is a correction: everything that waits by the wall clock has as much to spare.
    static let tolerance = TimeSpan.seconds(5)

    private let now: @Sendable () -> Timestamp
    private let uptime: @Sendable () -> Duration
    private let state = Mutex(State())

    /// A watch over a wall clock by one that only goes forward, while the machine sleeps too.
    package init(now: @escaping @Sendable () -> Timestamp, uptime: @escaping @Sendable () -> Duration) {
        self.now = now
        self.uptime = uptime
        look()
    }

    /// When the clock was last put ahead, in the time that it has shown since; what was waited for before does not count.
    package var aheadAt: Timestamp? {
        look()
        return state.withLock(\.aheadAt)
    }

    /// Whether the clock was put back since this was last asked.
    package func takePutBack() -> Bool {
        look()
        return state.withLock { state in
            defer { state.isPutBack = false }
            return state.isPutBack
        }
    }

    private func look() {
        let (time, awake) = (now(), uptime())
        let difference = time - Timestamp(microseconds: Int64(awake / .microseconds(1)))
        state.withLock { state in
            guard let known = state.difference else {
                state.difference = difference
                return
            }
            let leap = TimeSpan(microseconds: difference.microseconds - known.microseconds)
            if leap > Self.tolerance {
                state.aheadAt = time
            } else if leap < TimeSpan(microseconds: -Self.tolerance.microseconds) {
                state.isPutBack = true
                // That moment is still to come, and would hold everything up until then.
                state.aheadAt = state.aheadAt.map { min($0, time) }
            } else {
                return
            }
            state.difference = difference
        }
    }
}
