import CLuaShim
import Synchronization

/// Who may run Lua: as many scripts at a time as there are processors.
///
/// Who comes first goes first, but a call that has just come goes before those that have run for a slice already, and one
/// that has run for a few before those that go on and on. So a short call waits for what is left of one slice, however many
/// others compute without end, and a call that was cut off close to its end does not wait for all of them.
final class LuaLane: Sendable {
    /// The lane of all engines of the process.
    static let shared = LuaLane(places: max(1, Int(usher_processors())), isWatched: true)

    /// How long a script has run already.
    enum Turn: Int, CaseIterable, Sendable {
        /// Not yet, or not since it waited.
        case fresh
        case short
        case long

        init(slices: Int) {
            self = slices == 0 ? .fresh : slices < 4 ? .short : .long
        }
    }

    private struct State {
        var queues = [Queue](repeating: Queue(), count: Turn.allCases.count)
        /// How many others have gone before who waits in each.
        var passed = [Int](repeating: 0, count: Turn.allCases.count)

        /// Takes out who goes next.
        mutating func popNext() -> CheckedContinuation<Void, Never>? {
            let waiting = queues.indices.filter { !queues[$0].isEmpty }
            guard let first = waiting.first else { return nil }
            let next = waiting.first { passed[$0] >= LuaLane.patience } ?? first
            for place in waiting { passed[place] += 1 }
            passed[next] = 0
            return queues[next].popFirst()
        }
    }

    /// First come, first served, in constant time.
    private struct Queue {
        private var incoming: [CheckedContinuation<Void, Never>] = []
        private var outgoing: [CheckedContinuation<Void, Never>] = []

        var isEmpty: Bool { incoming.isEmpty && outgoing.isEmpty }

        mutating func append(_ continuation: CheckedContinuation<Void, Never>) {
            incoming.append(continuation)
        }

        mutating func popFirst() -> CheckedContinuation<Void, Never>? {
            if outgoing.isEmpty {
                outgoing = incoming.reversed()
                incoming = []
            }
            return outgoing.popLast()
        }
    }

    /// After how many others one has its turn that goes behind them.
    private static let patience = 8

    private let free: Atomic<Int>
    /// How many are in the queues.
    private let queued = Atomic(0)
    private let state = LuaLock(State())
    /// Whether running scripts are told that others wait.
    private let isWatched: Bool

    init(places: Int, isWatched: Bool = false) {
        free = Atomic(places)
        self.isWatched = isWatched
    }

    /// Takes a place if there is one, and nobody waits for it.
    func tryEnter() -> Bool {
        queued.load(ordering: .sequentiallyConsistent) == 0 && takeFree()
    }

    /// Waits for a place.
    func enter(_ turn: Turn) async {
        if tryEnter() { return }
        await withCheckedContinuation { continuation in
            // Whoever leaves after this number has grown sees it; a place that was left before is taken here.
            queued.add(1, ordering: .sequentiallyConsistent)
            if isWatched { usher_want_slices(1) }
            let next = state.withLock { state in
                state.queues[turn.rawValue].append(continuation)
                return serve(&state)
            }
            next?.resume()
        }
    }

    /// Gives the place to who waits for it.
    func leave() {
        free.add(1, ordering: .sequentiallyConsistent)
        guard queued.load(ordering: .sequentiallyConsistent) > 0 else { return }
        state.withLock { serve(&$0) }?.resume()
    }

    /// How many wait for a place.
    var waiting: Int { queued.load(ordering: .sequentiallyConsistent) }

    private func takeFree() -> Bool {
        var seen = free.load(ordering: .relaxed)
        while seen > 0 {
            let (isTaken, now) = free.weakCompareExchange(
                expected: seen,
                desired: seen - 1,
                ordering: .sequentiallyConsistent
            )
            if isTaken { return true }
            seen = now
        }
        return false
    }

    /// Gives a free place to who is next.
    private func serve(_ state: inout State) -> CheckedContinuation<Void, Never>? {
        guard takeFree() else { return nil }
        guard let next = state.popNext() else {
            // It is about to be in the queue, and will look for the place then.
            free.add(1, ordering: .sequentiallyConsistent)
            return nil
        }
        queued.subtract(1, ordering: .sequentiallyConsistent)
        if isWatched { usher_want_slices(-1) }
        return next
    }
}
