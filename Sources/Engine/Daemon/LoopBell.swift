import Synchronization

/// Wakes all loops of a process at once.
package final class LoopBell: Sendable {
    private struct State {
        var alarms: [Int: Alarm] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    /// Wakes every loop that runs; one that is at work turns once more.
    package func ring() {
        for alarm in state.withLock({ Array($0.alarms.values) }) { alarm.ring() }
    }

    /// Adds a loop's alarm, until ``remove(_:)`` is called with what this answers.
    func add(_ alarm: Alarm) -> Int {
        state.withLock { state in
            state.next += 1
            state.alarms[state.next] = alarm
            return state.next
        }
    }

    func remove(_ place: Int) {
        state.withLock { $0.alarms[place] = nil }
    }
}
