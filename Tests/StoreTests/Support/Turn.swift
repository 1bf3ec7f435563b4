import Dispatch
import Synchronization

/// Lets a test and a closure on a driver's thread wait for each other, once.
final class Turn: Sendable {
    private struct State {
        var isDone = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let semaphore = DispatchSemaphore(value: 0)

    func done() {
        let waiting = state.withLock { state in
            state.isDone = true
            defer { state.waiting = [] }
            return state.waiting
        }
        semaphore.signal()
        for continuation in waiting { continuation.resume() }
    }

    /// Blocks; for the synchronous closure of a transaction only.
    func wait() {
        semaphore.wait()
        semaphore.signal()
    }

    /// Blocks no thread: those that `async` shares are few.
    func reached() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if !state.isDone { state.waiting.append(continuation) }
                return state.isDone
            }
            if isDone { continuation.resume() }
        }
    }
}
