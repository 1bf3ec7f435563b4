import Synchronization

/// Counts what uses a database, so that closing can refuse what comes and wait for what is there.
package final class AccessGate: Sendable {
    private struct State {
        var inside = 0
        var isClosed = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let location: String
    private let state = Mutex(State())

    /// An open gate.
    ///
    /// - Parameter location: what messages call the database.
    package init(location: String) {
        self.location = location
    }

    /// Whether it was closed, though somebody may still be inside.
    package var isClosed: Bool {
        state.withLock(\.isClosed)
    }

    /// Counts one in; answer it with ``leave()``.
    package func enter() throws(StoreFailure) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.inside += 1 }
            return state.isClosed
        }
        if isClosed { throw .closed(location) }
    }

    /// Counts one out.
    package func leave() {
        let waiting: [CheckedContinuation<Void, Never>] = state.withLock { state in
            state.inside -= 1
            guard state.inside == 0, state.isClosed else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Refuses what comes from now on and returns when nobody is inside.
    ///
    /// - Returns: whether this call is the one that closed the gate.
    package func close() async -> Bool {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                if state.inside > 0 { state.waiting.append(continuation) }
                return state.inside == 0
            }
            if isEmpty { continuation.resume() }
        }
        return isFirst
    }
}
