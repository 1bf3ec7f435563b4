import Synchronization
import TicketModel

/// A wall clock that a test moves; each look at it takes a microsecond, so that no two moments are the same.
final class MovingClock: Sendable {
    private let time: Mutex<Timestamp>

    init(_ start: Timestamp = testTime) {
        time = Mutex(start)
    }

    var now: @Sendable () -> Timestamp {
        { [self] in
            time.withLock { time in
                time = time + TimeSpan(microseconds: 1)
                return time
            }
        }
    }

    func move(_ span: TimeSpan) {
        time.withLock { $0 = $0 + span }
    }
}
