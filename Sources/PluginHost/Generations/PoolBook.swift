import DequeModule
import LuaRuntime

/// What a pool's states do, and which calls wait for one.
struct PoolBook: Sendable {
    /// What a starter works in: a state, or room for one that is to be made.
    enum Place: Sendable {
        case engine(LuaEngine)
        case room
    }

    /// What a starter does next.
    enum Next {
        case call(WaitingCall)
        /// It has ended, and its state is kept for the next one.
        case rest
        /// It has ended, and its state is to be closed.
        case close
    }

    /// How many states there may be.
    private let size: Int
    /// How many may begin calls at a time: more than there are processors would only take turns.
    private let mostStarters: Int
    private(set) var idle: [LuaEngine] = []
    private var made = 0
    /// How many of those are not there yet.
    private var making = 0
    private var starters = 0
    /// The states of starters that are held up.
    private var stranded: Set<ObjectIdentifier> = []
    private var waiting: Deque<WaitingCall> = []
    private var isClosed = false

    init(size: Int, mostStarters: Int) {
        self.size = size
        self.mostStarters = mostStarters
    }

    /// Whether calls wait that could begin if what is computed now made room.
    ///
    /// A starter that was held up may be one too many.
    var wantsSlices: Bool { !waiting.isEmpty && starters >= mostStarters }

    /// How many calls wait for a state.
    var waitingCalls: Int { waiting.count }

    /// A call that is to wait; answers where a starter is to begin.
    mutating func add(_ call: WaitingCall) -> Place? {
        waiting.append(call)
        return begin()
    }

    /// A call that was cancelled.
    mutating func drop(_ call: WaitingCall) {
        waiting.removeAll { $0 === call }
    }

    // MARK: Starters

    /// What a starter does whose state is free.
    mutating func next(in engine: LuaEngine) -> Next {
        comeBack(engine)
        if let call = waiting.popFirst() { return .call(call) }
        starters -= 1
        if keep(engine) { return .rest }
        made -= 1
        return .close
    }

    /// A starter's state is gone, with a call or for good; answers where it goes on, and ends it where there is nothing to do.
    mutating func moveOn(from engine: LuaEngine, isLost: Bool = false) -> Place? {
        comeBack(engine)
        if isLost { made -= 1 }
        starters -= 1
        return begin()
    }

    /// A state has been made; answers whether it is kept, and where whoever made it goes on.
    mutating func isThere(_ engine: LuaEngine) -> (isKept: Bool, place: Place?) {
        making -= 1
        guard !waiting.isEmpty, starters < mostStarters else { return giveBack(engine, isSpent: false) }
        starters += 1
        return (true, .engine(engine))
    }

    /// A state could not be made; answers who is told, and where whoever tried goes on.
    mutating func fail() -> (call: WaitingCall?, place: Place?) {
        let call = waiting.popFirst()
        making -= 1
        made -= 1
        return (call, begin())
    }

    /// A starter is held up by a script that cannot be paused: another takes its turn until it is back.
    mutating func strand(_ engine: LuaEngine) -> Place? {
        stranded.insert(ObjectIdentifier(engine))
        starters -= 1
        return begin()
    }

    private mutating func comeBack(_ engine: LuaEngine) {
        guard !stranded.isEmpty, stranded.remove(ObjectIdentifier(engine)) != nil else { return }
        starters += 1
    }

    // MARK: States

    /// A state that serves no call any more; answers whether it is kept, and where a starter is to begin.
    mutating func giveBack(_ engine: LuaEngine, isSpent: Bool) -> (isKept: Bool, place: Place?) {
        let isKept = !isSpent && keep(engine)
        if !isKept { made -= 1 }
        return (isKept, begin())
    }

    /// Room for the first state; it is given back, or lost.
    mutating func takeFirstRoom() -> Bool {
        guard made == 0, size > 0 else { return false }
        made += 1
        return true
    }

    /// A state that was to be made could not be.
    mutating func lose() -> Place? {
        made -= 1
        return begin()
    }

    /// The states that are to be closed now; the others are as soon as they serve no call.
    mutating func close() -> [LuaEngine] {
        isClosed = true
        made -= idle.count
        defer { idle = [] }
        return idle
    }

    private mutating func keep(_ engine: LuaEngine) -> Bool {
        if !isClosed { idle.append(engine) }
        return !isClosed
    }

    /// Where a call waits and a starter may begin, its place.
    ///
    /// One that only makes a state yet holds up nobody who has one.
    private mutating func begin() -> Place? {
        guard !waiting.isEmpty, starters < mostStarters else { return nil }
        if let engine = idle.popLast() {
            starters += 1
            return .engine(engine)
        }
        guard made < size, starters + making < mostStarters else { return nil }
        made += 1
        making += 1
        return .room
    }
}
