import LuaRuntime

/// A call that waits for a state to begin in.
final class WaitingCall: Sendable {
    /// What its caller is told, once it has begun or is not to begin.
    enum Begun: Sendable {
        case ended(LuaEngine.Returned)
        /// The caller brings it to its end, and gives the state back then.
        case underWay(LuaEngine.CallUnderWay, LuaEngine)
    }

    /// What became of the state in which a call was begun.
    enum Remainder {
        case free, taken, spent
    }

    private typealias Caller = CheckedContinuation<Begun, Never>

    private enum State: Sendable {
        case new
        case waits(Caller)
        case begins(LuaEngine)
        case over
    }

    private let invocation: LuaInvocation
    private let state = LuaLock(State.new)

    init(_ invocation: LuaInvocation) {
        self.invocation = invocation
    }

    /// Whether it is to wait, and was not cancelled before it could.
    func wait(with caller: CheckedContinuation<Begun, Never>) -> Bool {
        let waits = state.withLock { state in
            guard case .new = state else { return false }
            state = .waits(caller)
            return true
        }
        if !waits { caller.resume(returning: .ended(.failure(.cancelled))) }
        return waits
    }

    /// Begins it, unless it was cancelled, and tells its caller.
    func begin(in engine: isolated LuaEngine, overstays: @escaping @Sendable () -> Void) -> Remainder {
        guard let caller = take(for: engine) else { return .free }
        let beginning = engine.begin(invocation, overstays: overstays)
        state.withLock { $0 = .over }
        switch beginning {
        case .underWay(let rest):
            caller.resume(returning: .underWay(rest, engine))
            return .taken
        case .ended(let returned):
            caller.resume(returning: .ended(returned))
            if case .failure(let failure) = returned, failure.spendsState { return .spent }
            return engine.isSpent ? .spent : .free
        }
    }

    /// There is no state for it.
    func fail(_ failure: LuaFailure) {
        take(for: nil)?.resume(returning: .ended(.failure(failure)))
    }

    /// Ends it: at once where it waits, with the state where that computes.
    func cancel() {
        let caller = state.withLock { state -> Caller? in
            switch state {
            case .new: state = .over
            case .waits(let caller):
                state = .over
                return caller
            case .begins(let engine): engine.stopCall()
            case .over: break
            }
            return nil
        }
        caller?.resume(returning: .ended(.failure(.cancelled)))
    }

    /// Whom to tell; `nil` where it was cancelled while it waited.
    private func take(for engine: LuaEngine?) -> Caller? {
        state.withLock { state in
            guard case .waits(let caller) = state else { return nil }
            state = engine.map(State.begins) ?? .over
            return caller
        }
    }
}
