import LuaRuntime

/// The Lua states of one generation: each serves one call at a time, a spent one is replaced.
///
/// A starter keeps to one state and begins one waiting call after the other in it, without a change of threads; nearly all
/// of them end at once. A call that waits for something, or whose first slice is over, goes on beside the starter and
/// keeps the state: the starter takes another.
final class EnginePool: Sendable {
    private let make: @Sendable () async throws(LuaFailure) -> LuaEngine
    private let book: LuaLock<PoolBook>

    init(size: Int, make: @escaping @Sendable () async throws(LuaFailure) -> LuaEngine) {
        self.make = make
        book = LuaLock(PoolBook(size: size, mostStarters: LuaLane.shared.places))
    }

    /// Makes a call in one of the states.
    func call(_ invocation: LuaInvocation) async throws(LuaFailure) -> [LuaValue] {
        let call = WaitingCall(invocation)
        let begun = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if call.wait(with: continuation) { start(withBook { $0.add(call) }) }
            }
        } onCancel: {
            call.cancel()
        }
        switch begun {
        case .ended(let returned): return try returned.get()
        case .underWay(let rest, let engine): return try await carryOn(rest, in: engine)
        }
    }

    /// Has a state ready for the next call, which is otherwise made when it comes.
    func prepare() async throws(LuaFailure) {
        guard withBook({ $0.takeFirstRoom() }) else { return }
        do {
            await giveBack(try await make())
        } catch {
            start(withBook { $0.lose() })
            throw error
        }
    }

    /// Bytes that the states hold which serve no call.
    var memoryHeld: Int {
        get async {
            var bytes = 0
            for engine in idle { bytes += await engine.memoryUsed }
            return bytes
        }
    }

    /// Lets go of what the states that serve no call do not need.
    func collectGarbage() async {
        for engine in idle { await engine.collectGarbage() }
    }

    /// Closes the states, each as soon as it serves no call.
    func close() async {
        for engine in withBook({ $0.close() }) { await engine.close() }
    }

    private var idle: [LuaEngine] { withBook(\.idle) }

    private func carryOn(
        _ call: LuaEngine.CallUnderWay,
        in engine: LuaEngine
    ) async throws(LuaFailure) -> [LuaValue] {
        do {
            let values = try await engine.carryOn(call)
            await giveBack(engine)
            return values
        } catch {
            await giveBack(engine, isSpent: error.spendsState)
            throw error
        }
    }

    private func giveBack(_ engine: LuaEngine, isSpent: Bool = false) async {
        let isKept = !isSpent && !engine.isSpent && withBook { !$0.isClosed }
        if !isKept { await engine.close() }
        start(withBook { isKept ? $0.giveBack(engine) : $0.lose() })
    }

    // MARK: Starters

    private func start(_ place: PoolBook.Place?) {
        if let place { Task { await beginCalls(from: place) } }
    }

    private func beginCalls(from first: PoolBook.Place) async {
        var next: PoolBook.Place? = first
        while let place = next {
            switch place {
            case .engine(let engine): next = await beginCalls(in: engine)
            case .room: next = await makeEngine()
            }
        }
    }

    /// Begins calls until none waits or the state is gone; answers where to go on.
    private func beginCalls(in engine: isolated LuaEngine) -> PoolBook.Place? {
        let overstays = { @Sendable in self.start(self.withBook { $0.strand(engine) }) }
        while let call = withBook({ $0.nextCall(in: engine) }) {
            switch call.begin(in: engine, overstays: overstays) {
            case .free: continue
            case .taken: return withBook { $0.moveOn(from: engine) }
            case .spent: return closeAndMoveOn(from: engine)
            }
        }
        if withBook({ $0.isClosed }) { return closeAndMoveOn(from: engine) }
        return withBook { $0.rest(engine) }
    }

    private func closeAndMoveOn(from engine: isolated LuaEngine) -> PoolBook.Place? {
        engine.close()
        return withBook { $0.moveOn(from: engine, isLost: true) }
    }

    private func makeEngine() async -> PoolBook.Place? {
        do {
            return .engine(try await make())
        } catch {
            // Whoever waits longest is told; the next one tries again.
            withBook { $0.nextCall(in: nil) }?.fail(error)
            return withBook { $0.moveOn(from: nil, isLost: true) }
        }
    }

    /// A script that computes is told when its slice is over where calls wait for its starter.
    private func withBook<Result: Sendable>(_ body: (inout PoolBook) -> Result) -> Result {
        book.withLock { book in
            let wanted = book.wantsSlices
            defer { if book.wantsSlices != wanted { LuaLane.shared.want(wanted ? -1 : 1) } }
            return body(&book)
        }
    }
}

extension LuaFailure {
    /// Whether the state is to be replaced though the call ended: what filled the memory may still be held by the
    /// plugin's variables.
    var spendsState: Bool { kind == .memory }
}
