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
        await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                if call.wait(with: caller) { start(withBook { $0.add(call) }) }
            }
        } onCancel: {
            call.cancel()
            withBook { $0.drop(call) }
        }
        switch call.begun {
        case .ended(let returned): return try returned.get()
        case .underWay(let rest, let engine): return try await carryOn(rest, in: engine)
        case nil: throw LuaFailure(.misuse, "the call was never begun")
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

    /// How many calls wait for a state.
    var waitingCalls: Int { withBook(\.waitingCalls) }

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
        let (isKept, place) = withBook { $0.giveBack(engine, isSpent: isSpent || engine.isSpent) }
        if !isKept { await engine.close() }
        start(place)
    }

    // MARK: Starters

    private func start(_ place: PoolBook.Place?) {
        // What it does for others is no part of the task that happens to start it, nor of that one's profile.
        if let place { Task.detached { await self.beginCalls(from: place) } }
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
    ///
    /// A caller is resumed once the state is where it belongs: the next call finds it there.
    private func beginCalls(in engine: isolated LuaEngine) -> PoolBook.Place? {
        let overstays = { @Sendable in self.start(self.withBook { $0.strand(engine) }) }
        var caller: WaitingCall.Caller?
        while case .call(let call) = next(in: engine) {
            caller?.resume()
            caller = nil
            guard let begun = call.begin(in: engine, overstays: overstays) else { continue }
            caller = begun.caller
            guard begun.remainder != .free else { continue }
            if begun.remainder == .spent { engine.close() }
            let place = withBook { $0.moveOn(from: engine, isLost: begun.remainder == .spent) }
            caller?.resume()
            return place
        }
        caller?.resume()
        return nil
    }

    private func next(in engine: isolated LuaEngine) -> PoolBook.Next {
        let next = withBook { $0.next(in: engine) }
        if case .close = next { engine.close() }
        return next
    }

    private func makeEngine() async -> PoolBook.Place? {
        do {
            let engine = try await make()
            let (isKept, place) = withBook { $0.isThere(engine) }
            if !isKept { await engine.close() }
            return place
        } catch {
            // Whoever waits longest is told; the next one tries again.
            let (call, place) = withBook { $0.fail() }
            call?.fail(error)
            return place
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
