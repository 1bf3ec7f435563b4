import Synchronization

/// Lets so many in at a time, in the order in which they came.
///
/// All tests run side by side, and each desk has servers and processes of its own: without a limit the test process has
/// thousands of files open, and Foundation's `Process` on Linux cannot deal with more than 1024.
final class Turnstile: Sendable {
    static let desks = Turnstile(12)

    private struct State {
        var room: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ room: Int) {
        state = Mutex(State(room: room))
    }

    func enter() async {
        await withCheckedContinuation { continuation in
            let goesIn = state.withLock { state in
                guard state.room > 0 else {
                    state.waiting.append(continuation)
                    return false
                }
                state.room -= 1
                return true
            }
            if goesIn { continuation.resume() }
        }
    }

    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.waiting.isEmpty else {
                state.room += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
