import DequeModule
import LuaRuntime

/// What a pool's states do, and which calls wait for one.
struct PoolBook: Sendable {
    /// What a starter works in: a state, or room for one that is to be made.
    enum Place: Sendable {
        case engine(LuaEngine)
        case room
    }

    /// How many states there may be.
    private let size: Int
    /// How many may begin calls at a time: more than there are processors would only take turns.
    private let mostStarters: Int
    private(set) var idle: [LuaEngine] = []
    private var made = 0
    private var starters = 0
    /// The states of starters that are held up.
    private var stranded: Set<ObjectIdentifier> = []
    private var waiting: Deque<WaitingCall> = []
    private(set) var isClosed = false

    init(size: Int, mostStarters: Int) {
        self.size = size
        self.mostStarters = mostStarters
    }

    /// Whether calls wait that could begin if what is computed now made room.
    var wantsSlices: Bool { !waiting.isEmpty && starters == mostStarters }

    /// A call that is to wait; answers where a starter is to begin.
    mutating func add(_ call: WaitingCall) -> Place? {
        waiting.append(call)
        return begin()
    }

    /// The call that waits longest, for a starter in this state.
    mutating func nextCall(in engine: LuaEngine?) -> WaitingCall? {
        comeBack(engine)
        return waiting.popFirst()
    }

    /// A starter has nothing to begin: the state is left for the next one, unless a call has come meanwhile.
    mutating func rest(_ engine: LuaEngine) -> Place? {
        idle.append(engine)
        return moveOn(from: nil)
    }

    /// A starter's state is gone, with a call or for good; answers where it goes on, and ends it where there is nothing to do.
    mutating func moveOn(from engine: LuaEngine?, isLost: Bool = false) -> Place? {
        comeBack(engine)
        if isLost { made -= 1 }
        starters -= 1
        return begin()
    }

    /// A starter is held up by a script that cannot be paused: another takes its turn until it is back.
    mutating func strand(_ engine: LuaEngine) -> Place? {
        stranded.insert(ObjectIdentifier(engine))
        starters -= 1
        return begin()
    }

    private mutating func comeBack(_ engine: LuaEngine?) {
        guard !stranded.isEmpty, let engine, stranded.remove(ObjectIdentifier(engine)) != nil else { return }
        starters += 1
    }

    /// A call has ended that no starter waited for.
    mutating func giveBack(_ engine: LuaEngine) -> Place? {
        idle.append(engine)
        return begin()
    }

    /// The same where its state is spent.
    mutating func lose() -> Place? {
        made -= 1
        return begin()
    }

    /// Room for the first state.
    mutating func takeFirstRoom() -> Bool {
        guard made == 0, size > 0 else { return false }
        made += 1
        return true
    }

    /// The states that are to be closed now.
    mutating func close() -> [LuaEngine] {
        isClosed = true
        made -= idle.count
        defer { idle = [] }
        return idle
    }

    private mutating func begin() -> Place? {
        guard !waiting.isEmpty, starters < mostStarters, let place = takePlace() else { return nil }
        starters += 1
        return place
    }

    private mutating func takePlace() -> Place? {
        if let engine = idle.popLast() { return .engine(engine) }
        guard made < size else { return nil }
        made += 1
        return .room
    }
}
