import Synchronization

/// A clock whose sleeps end at once; it tells of each, and remembers them.
final class ScriptedClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct State {
        var now = Instant(offset: .zero)
        var sleeps: [Duration] = []
    }

    private let state = Mutex(State())
    private let onSleep: @Sendable (_ number: Int) -> Void

    init(onSleep: @escaping @Sendable (_ number: Int) -> Void = { _ in }) {
        self.onSleep = onSleep
    }

    var now: Instant { state.withLock(\.now) }
    var minimumResolution: Duration { .zero }
    var sleeps: [Duration] { state.withLock(\.sleeps) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let number = state.withLock { state in
            state.sleeps.append(state.now.duration(to: deadline))
            state.now = max(state.now, deadline)
            return state.sleeps.count
        }
        onSleep(number)
    }
}
