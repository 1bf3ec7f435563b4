import LuaRuntime

/// A call that waits for a state to begin in.
final class WaitingCall: Sendable {
    typealias Caller = CheckedContinuation<Void, Never>

    /// What its caller finds once it has begun, or is not to begin.
    enum Begun: Sendable {
        case ended(LuaEngine.Returned)
        /// The caller brings it to its end, and gives the state back then.
        case underWay(LuaEngine.CallUnderWay, LuaEngine)
    }

    /// What became of the state in which a call was begun.
    enum Remainder {
        case free, taken, spent
    }

    private enum State: Sendable {
        case new
        case waits(Caller)
        case begins(LuaEngine)
        case over(Begun)
    }

    private let invocation: LuaInvocation
    private let state = LuaLock(State.new)

    init(_ invocation: LuaInvocation) {
        self.invocation = invocation
    }

    /// What came of it; `nil` before its caller was resumed.
    var begun: Begun? {
        state.withLock { state in
            guard case .over(let begun) = state else { return nil }
            return begun
        }
    }

    /// Whether it is to wait, and was not cancelled before it could.
    func wait(with caller: Caller) -> Bool {
        let waits = state.withLock { state in
            guard case .new = state else { return false }
            state = .waits(caller)
            return true
        }
        if !waits { caller.resume() }
        return waits
    }

    /// Begins it; answers whom to resume, once the state is where it belongs, or nobody where it was cancelled.
    func begin(
        in engine: isolated LuaEngine,
        overstays: @escaping @Sendable () -> Void
    ) -> (remainder: Remainder, caller: Caller)? {
        guard let caller = take(.begins(engine)) else { return nil }
        switch engine.begin(invocation, overstays: overstays) {
        case .underWay(let rest):
            state.withLock { $0 = .over(.underWay(rest, engine)) }
            return (.taken, caller)
        case .ended(let returned):
            state.withLock { $0 = .over(.ended(returned)) }
            if case .failure(let failure) = returned, failure.spendsState { return (.spent, caller) }
            return (engine.isSpent ? .spent : .free, caller)
        }
    }

    /// There is no state for it.
    func fail(_ failure: LuaFailure) {
        take(.over(.ended(.failure(failure))))?.resume()
    }

    /// Ends it: at once where it waits, with the state where that computes.
    func cancel() {
        let caller = state.withLock { state -> Caller? in
            var caller: Caller?
            switch state {
            case .begins(let engine):
                engine.stopCall()
                return nil
            case .over: return nil
            case .waits(let waiting): caller = waiting
            case .new: break
            }
            state = .over(.ended(.failure(.cancelled)))
            return caller
        }
        caller?.resume()
    }

    /// Ends its wait; `nil` where it was cancelled meanwhile.
    private func take(_ next: State) -> Caller? {
        state.withLock { state in
            guard case .waits(let caller) = state else { return nil }
            state = next
            return caller
        }
    }
}
