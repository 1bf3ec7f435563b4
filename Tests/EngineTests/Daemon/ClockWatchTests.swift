import Synchronization
import Testing
import TicketModel

@testable import Engine

/// A wall clock that is set, beside one that only goes forward.
struct ClockWatchTests {
    private final class Clocks: Sendable {
        private let state = Mutex((wall: testTime, awake: Duration.zero))

        var wall: Timestamp { state.withLock(\.wall) }

        func watch() -> ClockWatch {
            ClockWatch(now: { self.wall }, uptime: { self.state.withLock(\.awake) })
        }

        /// Time passes, and the wall clock is set meanwhile.
        func pass(_ span: TimeSpan, set leap: TimeSpan = .zero) {
            state.withLock { state in
                state.wall = state.wall + span + leap
                state.awake += span.duration
            }
        }
    }

    @Test func `a clock that goes on, and is corrected a little, was not set`() {
        let clocks = Clocks()
        let watch = clocks.watch()
        for _ in 0..<10 { clocks.pass(.hours(1), set: .seconds(4)) }
        #expect(!watch.takePutBack())
        for correction: Int64 in [4, -4, 4, -4] {
            clocks.pass(.days(1), set: .seconds(correction))
            #expect(!watch.takePutBack())
        }
    }

    @Test func `a clock that was put back is told of once, and has not been put ahead`() {
        let clocks = Clocks()
        let watch = clocks.watch()
        clocks.pass(.seconds(10), set: .minutes(-5))
        #expect(watch.takePutBack())
        #expect(!watch.takePutBack())
        #expect(watch.aheadAt == nil)
    }

    @Test func `a clock that was put ahead tells since when it shows that time`() {
        let clocks = Clocks()
        let watch = clocks.watch()
        clocks.pass(.seconds(10), set: .minutes(20))
        let ahead = clocks.wall
        #expect(watch.aheadAt == ahead)
        clocks.pass(.hours(2))
        #expect(watch.aheadAt == ahead)
        #expect(!watch.takePutBack())
    }

    @Test func `put back again, it has not been ahead later than now`() {
        let clocks = Clocks()
        let watch = clocks.watch()
        clocks.pass(.seconds(1), set: .hours(5))
        #expect(watch.aheadAt != nil)
        clocks.pass(.seconds(1), set: .hours(-5))
        #expect(watch.takePutBack())
        #expect(watch.aheadAt == clocks.wall)
    }
}
