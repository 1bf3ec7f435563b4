import CLua
import CLuaShim

extension LuaEngine {
    /// How a coroutine ended: where its results are, by `Keeping`, or why there are none.
    typealias Ended = Result<Int32, LuaFailure>

    /// Where a coroutine that finished leaves its results.
    private enum Keeping {
        /// All on its own stack; their number is answered.
        case all
        /// The first in the registry, where no sibling reaches it; the reference is answered. The stack is empty then.
        case first
    }

    /// Brings a call to its end against its deadline.
    func raceTimer(_ reference: Int32, _ start: Start, _ limits: LuaLimits) async -> Ended {
        let stop = self.stop
        return await withTaskGroup(of: Event.self) { group in
            group.addTask { .ended(await self.pump(reference, start, limits: limits)) }
            group.addTask { await Self.passes(limits.deadline) ? .expired : .timerDropped }
            var expired = false
            while let event = await group.next() {
                switch event {
                case .ended(let ended):
                    group.cancelAll()
                    return expired ? .failure(Self.late(ended, limits)) : ended
                case .expired:
                    expired = true
                    stop.raise()
                    group.cancelAll()
                case .timerDropped:
                    continue
                }
            }
            return .failure(.cancelled)
        }
    }

    /// Sleeps for so long; false where it is cancelled.
    ///
    /// A sleep that is cancelled keeps its memory until it would have ended. So a long one is made of short ones, or what
    /// calls of five minutes leave behind would fill the memory of a host that makes thousands of them a second.
    private static func passes(_ time: Duration) async -> Bool {
        let end = ContinuousClock.now + time
        while true {
            let rest = end - ContinuousClock.now
            guard rest > .zero else { return true }
            guard (try? await Task.sleep(for: min(rest, .seconds(1)))) != nil else { return false }
        }
    }

    private enum Event {
        case ended(Ended)
        case expired
        case timerDropped
    }

    /// The end of a call that was told to stop, however its script ended.
    static func stopped(_ ended: Ended) -> LuaFailure {
        guard case .failure(let inner) = ended else { return .cancelled }
        if inner.kind == .outOfTime { return inner }
        var failure = LuaFailure.cancelled
        failure.file = inner.file
        failure.line = inner.line
        return failure
    }

    private static func late(_ ended: Ended, _ limits: LuaLimits) -> LuaFailure {
        var failure = LuaFailure(.outOfTime, "ran past its deadline of \(limits.deadline)")
        if case .failure(let inner) = ended {
            failure.file = inner.file
            failure.line = inner.line
        }
        return failure
    }

    /// Where a coroutine stands when it is pumped.
    enum Start: Sendable {
        /// It is to be resumed with so many values of its stack, after so many slices without a wait.
        case resume(Int32, raises: Bool, slices: Int = 0)
        /// It waits for an operation.
        case answer(Int64)
    }

    /// What a resumption came to.
    enum Resumption {
        case ended(Ended)
        /// It waits for an operation, by its number.
        case waits(Int64)
        /// Its slice is over.
        case paused
    }

    /// Resumes a coroutine until it ends, awaiting between resumptions whatever it waits for.
    ///
    /// While this awaits, no Lua frame is on the C stack.
    private func pump(
        _ reference: Int32,
        _ start: Start,
        limits: LuaLimits,
        keeping: Keeping = .all
    ) async -> Ended {
        var start = start
        // Whoever cancels the call raises the flag.
        while !stop.isRaised {
            switch start {
            case .answer(let operation):
                let (arguments, raises) = await answer(operation, to: reference, limits: limits)
                start = .resume(arguments, raises: raises)
            case .resume(let arguments, let raises, let slices):
                if !LuaLane.shared.tryEnter() { await enter(after: slices) }
                guard let thread = threads[Int64(reference)] else {
                    LuaLane.shared.leave()
                    return .failure(.cancelled)
                }
                var (results, operation): (Int32, Int64) = (0, 0)
                let outcome = slice(thread, arguments, raises, &results, &operation)
                switch resumption(outcome, results, operation, of: thread, limits, keeping) {
                case .ended(let ended): return ended
                case .waits(let operation): start = .answer(operation)
                case .paused: start = .resume(0, raises: false, slices: slices + 1)
                }
            }
        }
        return .failure(.cancelled)
    }

    /// Runs the first slice of a coroutine, on the place that was entered.
    func firstSlice(_ reference: Int32, arguments: Int32, limits: LuaLimits) -> Resumption {
        guard let thread = threads[Int64(reference)] else {
            LuaLane.shared.leave()
            return .ended(.failure(.cancelled))
        }
        var (results, operation): (Int32, Int64) = (0, 0)
        let outcome = slice(thread, arguments, false, &results, &operation)
        return resumption(outcome, results, operation, of: thread, limits, .all)
    }

    /// What an outcome of the shim means.
    private func resumption(
        _ outcome: usher_outcome,
        _ results: Int32,
        _ operation: Int64,
        of thread: OpaquePointer,
        _ limits: LuaLimits,
        _ keeping: Keeping
    ) -> Resumption {
        let stack = LuaStack(thread)
        switch outcome {
        case USHER_FINISHED:
            return .ended(.success(keeping == .all ? results : stack.takeFirst(of: results)))
        case USHER_FAILED:
            return .ended(.failure(stack.failure(memoryRefused: usher_memory_refused(thread))))
        case USHER_KILLED:
            return .ended(.failure(Self.killed(thread, limits)))
        case USHER_WAITING:
            return .waits(operation)
        case USHER_PAUSED:
            return .paused
        default:
            let place = stack.scriptPlace()
            return .ended(
                .failure(
                    LuaFailure(
                        .script,
                        "coroutine.yield was called outside a coroutine of the script's own",
                        file: place?.file,
                        line: place?.line
                    )
                )
            )
        }
    }

    /// Awaits an operation and leaves its answer on the waiting coroutine's stack.
    private func answer(_ number: Int64, to reference: Int32, limits: LuaLimits) async -> (count: Int32, raises: Bool) {
        let answered: Result<[LuaValue], any Error>
        switch context.takeOperation(number) {
        case .host(let body, let call, let caller, let held):
            defer { if held > 0, let thread = threads[Int64(reference)] { usher_let_go(thread, held) } }
            do {
                let results = try await body(call)
                guard !results.isEmpty else { return (0, false) }
                answered = .success(results)
            } catch {
                // It still waits where it called, unless the call was cancelled meanwhile.
                let place = threads[Int64(reference)] == nil ? nil : LuaStack(caller).scriptPlace()
                answered = .success([HostContext.errorValue(error, place: place)])
                return push(answered, raises: true, to: reference)
            }
        case .together(let references):
            return await together(references, for: reference, limits: limits)
        case nil:
            answered = .failure(LuaRaise("the operation that was waited for is gone"))
        }
        return push(answered, raises: false, to: reference)
    }

    private func push(_ answer: Result<[LuaValue], any Error>, raises: Bool, to reference: Int32) -> (Int32, Bool) {
        guard let thread = threads[Int64(reference)] else { return (0, false) }
        let stack = LuaStack(thread)
        do {
            let values = try answer.get()
            try stack.push(values)
            return (Int32(values.count), raises)
        } catch {
            stack.push(LuaBytes("\(error)"))
            return (1, true)
        }
    }

    /// Runs coroutines side by side and leaves the list of their first results on the waiting coroutine's stack; the
    /// first error is raised there once all have ended.
    ///
    /// The results never leave the state.
    private func together(_ references: [Int32], for waiting: Int32, limits: LuaLimits) async -> (Int32, Bool) {
        guard let state else { return (0, false) }
        for reference in references {
            lua_rawgeti(state, usher_registry_index(), Int64(reference))
            threads[Int64(reference)] = lua_tothread(state, -1)
            usher_pop(state, 1)
        }
        defer { for reference in references { release(reference) } }
        let ended = await withTaskGroup(of: (Int, Ended).self) { group in
            for (index, reference) in references.enumerated() {
                group.addTask {
                    (index, await self.pump(reference, .resume(0, raises: false), limits: limits, keeping: .first))
                }
            }
            var ended: [Int: Ended] = [:]
            for await (index, end) in group { ended[index] = end }
            return ended
        }
        defer {
            for case .success(let result) in ended.values { luaL_unref(state, usher_registry_index(), result) }
        }
        guard let thread = threads[Int64(waiting)] else { return (0, false) }
        let stack = LuaStack(thread)
        lua_createtable(thread, Int32(clamping: references.count), 0)
        for index in references.indices {
            switch ended[index] {
            case .success(let result):
                lua_rawgeti(thread, usher_registry_index(), Int64(result))
                lua_rawseti(thread, -2, Int64(index + 1))
            case .failure(let failure):
                stack.pop()
                do {
                    try stack.push(failure.value.isPresent ? failure.value : .text(failure.description))
                } catch {
                    stack.push(LuaBytes(failure.description))
                }
                return (1, true)
            case nil:
                continue
            }
        }
        return (1, false)
    }

    private static func killed(_ thread: OpaquePointer, _ limits: LuaLimits) -> LuaFailure {
        let reason = usher_kill_reason(thread)
        return reason == USHER_STOPPED ? cancelled(at: thread) : limits.failure(of: reason, in: thread)
    }

    private static func cancelled(at thread: OpaquePointer) -> LuaFailure {
        var failure = LuaFailure.cancelled
        (failure.file, failure.line) = LuaLimits.killPlace(in: thread)
        return failure
    }
}
