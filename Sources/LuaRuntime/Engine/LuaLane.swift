import CLuaShim
import DequeModule
import Synchronization

/// Who may run Lua: as many scripts at a time as there are processors.
///
/// Who comes first goes first, but a call that has just come goes before those that have run for a slice already. So a
/// short call waits for what is left of one slice, however many others compute without end.
package final class LuaLane: Sendable {
    /// The lane of all engines of the process.
    package static let shared = LuaLane(places: max(1, Int(usher_processors())), isWatched: true)

    private struct State {
        var free: Int
        var fresh: Deque<CheckedContinuation<Void, Never>> = []
        var long: Deque<CheckedContinuation<Void, Never>> = []
        /// How many fresh ones have gone before a long one that waits.
        var passed = 0
    }

    /// After how many fresh calls a long one has its turn.
    private static let patience = 16

    /// How many may run at a time.
    package let places: Int
    private let state: LuaLock<State>
    /// Whether running scripts are told that others wait.
    private let isWatched: Bool

    init(places: Int, isWatched: Bool = false) {
        self.places = places
        state = LuaLock(State(free: places))
        self.isWatched = isWatched
    }

    /// Takes a place if there is one.
    func tryEnter() -> Bool {
        state.withLock { state in
            guard state.free > 0 else { return false }
            state.free -= 1
            return true
        }
    }

    /// Waits for a place.
    ///
    /// `isLong`: whether the script has run for a slice already.
    func enter(isLong: Bool) async {
        if tryEnter() { return }
        want(1)
        await withCheckedContinuation { continuation in
            let hasPlace = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                if isLong { state.long.append(continuation) } else { state.fresh.append(continuation) }
                return false
            }
            if hasPlace { continuation.resume() }
        }
        want(-1)
    }

    /// Gives the place to who waits for it.
    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.fresh.isEmpty && state.long.isEmpty {
                state.free += 1
                return nil
            }
            let isLongsTurn = state.passed >= Self.patience && !state.long.isEmpty
            if !isLongsTurn, let fresh = state.fresh.popFirst() {
                state.passed = state.long.isEmpty ? 0 : state.passed + 1
                return fresh
            }
            state.passed = 0
            return state.long.popFirst()
        }
        next?.resume()
    }

    /// How many wait for a place.
    var waiting: Int {
        state.withLock { $0.fresh.count + $0.long.count }
    }

    /// So many more want scripts that run to end with their slices.
    package func want(_ more: Int32) {
        if isWatched { usher_want_slices(more) }
    }
}
