import CLua
import CLuaShim
import Synchronization

extension LuaEngine {
    /// How a call ended: with what its function returned, or with why it returned nothing.
    package typealias Returned = Result<[LuaValue], LuaFailure>

    /// A call that has begun and has not ended.
    package struct CallUnderWay: Sendable {
        fileprivate let reference: Int32
        fileprivate let limits: LuaLimits
        fileprivate let used: (@Sendable (LuaUsage) -> Void)?
        fileprivate let keepsRoot: Bool
        fileprivate var next: Start
    }

    /// What came of a call's first slice.
    package enum Beginning: Sendable {
        case ended(Returned)
        /// It waits for something, or for its next slice.
        case underWay(CallUnderWay)
    }

    /// Compiles and runs a chunk, and keeps the table it returns as the root that calls look functions up in.
    @discardableResult
    package func run(
        _ source: LuaSource,
        _ arguments: [LuaValue] = [],
        limits: LuaLimits = LuaLimits(),
        context callContext: (any Sendable)? = nil
    ) async throws(LuaFailure) -> [LuaValue] {
        try await perform(LuaInvocation([], arguments, limits: limits, context: callContext), keepsRoot: true) {
            stack throws(LuaFailure) in
            try source.load(on: stack)
        }
    }

    /// Calls the function under `path` in the root.
    package func call(
        _ path: [LuaKey],
        _ arguments: [LuaValue] = [],
        limits: LuaLimits = LuaLimits(),
        context callContext: (any Sendable)? = nil
    ) async throws(LuaFailure) -> [LuaValue] {
        let root = self.root
        return try await perform(LuaInvocation(path, arguments, limits: limits, context: callContext)) {
            stack throws(LuaFailure) in
            try stack.pushFunction(path, root: root)
        }
    }

    /// Begins a call, without waiting for anything.
    ///
    /// Most calls end here; `carryOn` brings the others to their end. `overstays`: told, once, where the script cannot be
    /// paused though others want to run and its slice is over.
    package func begin(_ invocation: LuaInvocation, overstays: @escaping @Sendable () -> Void) -> Beginning {
        let root = self.root
        context.overstays = overstays
        defer { context.overstays = nil }
        return begin(invocation) { stack throws(LuaFailure) in try stack.pushFunction(invocation.path, root: root) }
    }

    /// Brings a call to its end; it ends early where the task is cancelled, or at its deadline.
    package func carryOn(_ call: CallUnderWay) async throws(LuaFailure) -> [LuaValue] {
        let stop = self.stop
        let ended = await withTaskCancellationHandler {
            await raceTimer(call.reference, call.next, call.limits)
        } onCancel: {
            stop.raise()
        }
        return try end(call, ended).get()
    }

    /// Ends the call that is under way, and the state with it.
    package nonisolated func stopCall() {
        stop.raise()
    }

    private func perform(
        _ invocation: LuaInvocation,
        keepsRoot: Bool = false,
        push: (LuaStack) throws(LuaFailure) -> Void
    ) async throws(LuaFailure) -> [LuaValue] {
        let stop = self.stop
        let beginning = await withTaskCancellationHandler {
            begin(invocation, keepsRoot: keepsRoot, push: push)
        } onCancel: {
            stop.raise()
        }
        switch beginning {
        case .ended(let returned): return try returned.get()
        case .underWay(let call): return try await carryOn(call)
        }
    }

    private func begin(
        _ invocation: LuaInvocation,
        keepsRoot: Bool = false,
        push: (LuaStack) throws(LuaFailure) -> Void
    ) -> Beginning {
        guard let state, !wasKilled.load(ordering: .acquiring) else {
            return .ended(.failure(LuaFailure(.misuse, "this Lua state is closed")))
        }
        guard !stop.isRaised else { return .ended(.failure(.cancelled)) }
        guard !isBusy else { return .ended(.failure(LuaFailure(.misuse, "this Lua state serves another call"))) }
        let limits = invocation.limits
        begun = .now
        usher_begin(state, limits.ledger)
        profile(into: invocation.profile, state)
        let reference: Int32
        do {
            reference = try newThread(in: state)
        } catch {
            invocation.used?(usage(of: limits))
            return .ended(.failure(error))
        }
        isBusy = true
        context.callContext = invocation.context
        let count = Int32(invocation.arguments.count)
        var call = CallUnderWay(
            reference: reference,
            limits: limits,
            used: invocation.used,
            keepsRoot: keepsRoot,
            next: .resume(count, raises: false)
        )
        let stack = LuaStack(threads[Int64(reference)] ?? state)
        do {
            try push(stack)
            try stack.push(invocation.arguments)
        } catch {
            return .ended(end(call, .failure(error)))
        }
        // Most calls wait for nothing: where the CPU time ends before the deadline does, they need no timer beside them.
        guard limits.cpu <= limits.deadline, LuaLane.shared.tryEnter() else { return .underWay(call) }
        switch firstSlice(reference, arguments: count, limits: limits) {
        case .ended(let ended): return .ended(end(call, ended))
        case .waits(let operation): call.next = .answer(operation)
        case .paused: call.next = .resume(0, raises: false, slices: 1)
        }
        return .underWay(call)
    }

    /// Takes a call's results off its coroutine, which is let go of.
    private func end(_ call: CallUnderWay, _ ended: Ended) -> Returned {
        guard let state else { return .failure(.cancelled) }
        defer {
            release(call.reference)
            isBusy = false
            context.callContext = nil
            context.dropOperations()
            call.used?(usage(of: call.limits))
        }
        switch stop.isRaised ? .failure(Self.stopped(ended)) : ended {
        case .success(let count):
            return results(count, of: call, in: state)
        case .failure(let failure):
            if failure.killsState { wasKilled.store(true, ordering: .releasing) }
            return .failure(failure)
        }
    }

    private func results(_ count: Int32, of call: CallUnderWay, in state: OpaquePointer) -> Returned {
        let stack = LuaStack(threads[Int64(call.reference)] ?? state)
        let first = stack.top - count + 1
        // A script may have kept the coroutine: with nothing left on its stack it is dead, and cannot be started again.
        defer { lua_settop(stack.thread, 0) }
        if call.keepsRoot, count > 0 { keepRoot(stack, at: first) }
        return Returned { () throws(LuaFailure) in
            let (values, bytes) = try stack.copies(from: first)
            guard usher_send(state, bytes) else { throw call.limits.failure(of: USHER_OUT_OF_BYTES, in: state) }
            return values
        }
    }
}
