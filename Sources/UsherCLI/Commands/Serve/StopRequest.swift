import Synchronization

/// Whether the daemon is asked to stop; who asks may come before there is anything to stop.
final class StopRequest: Sendable {
    private struct State {
        var isAsked = false
        var action: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    var isAsked: Bool { state.withLock(\.isAsked) }

    func ask() {
        let action = state.withLock { state in
            state.isAsked = true
            return state.action
        }
        action?()
    }

    /// What is to be done then: at once where it was asked before.
    func whenAsked(_ action: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            state.action = action
            return state.isAsked
        }
        if isLate { action() }
    }
}
