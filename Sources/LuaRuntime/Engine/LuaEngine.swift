import CLua
import CLuaShim
import Synchronization

/// One `lua_State` and everything that may touch it.
///
/// ```swift
/// let engine = try LuaEngine(name: "acme", memory: 32 << 20, functions: [])
/// try await engine.run(LuaSource(name: "@acme.lua", text: "return { double = function(n) return 2 * n end }"))
/// let answer = try await engine.call(["double"], [21])   // [.integer(42)]
/// ```
///
/// An engine serves one call at a time. A call that was killed leaves the state as it fell: `isSpent` then, and the
/// engine is to be closed. The state is closed on the engine's own executor, at the latest when the engine goes.
package actor LuaEngine {
    let executor: LuaExecutor
    let context: HostContext
    let stop = StopFlag()
    var state: OpaquePointer?
    /// The registry's reference to what the last `run` returned.
    var root: Int32?
    /// Coroutines under way, by reference.
    var threads = NumberedSlots<OpaquePointer>()
    var isBusy = false
    /// When the last call began.
    var begun = ContinuousClock.now
    /// What the closed state had not given back; for tests.
    private(set) var bytesLeftAtClose = 0
    let wasKilled = Atomic(false)

    /// Whether a call was killed or told to stop in this state, which must then not serve another.
    package nonisolated var isSpent: Bool { wasKilled.load(ordering: .acquiring) || stop.isRaised }

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// - Parameters:
    ///   - name: for the executor's queue.
    ///   - memory: bytes that the script may hold.
    ///   - functions: reachable from Lua by `hostFunction(n)`, n being the place in this list.
    /// - Throws: `LuaFailure` where there is no memory for a state.
    package init(name: String, memory: Int, functions: [HostFunction]) throws(LuaFailure) {
        executor = LuaExecutor(label: "usher.lua.\(name)")
        context = HostContext(name: name, functions: functions)
        let host = Unmanaged.passUnretained(context).toOpaque()
        let opened = usher_open(
            memory,
            host,
            { host, thread, function in
                guard let host else { return 0 }
                // The engine holds it for as long as the state is open.
                return Unmanaged<HostContext>.fromOpaque(host)._withUnsafeGuaranteedRef {
                    $0.answer(Int(function), on: thread)
                }
            },
            stop.word
        )
        guard let opened else { throw LuaFailure(.memory, "there is no memory for another Lua state") }
        usher_open_library(opened)
        state = opened
    }

    isolated deinit {
        close()
    }

    /// Closes the state.
    ///
    /// A call that is under way fails.
    package func close() {
        guard let state, !isBusy else {
            stop.raise()
            return
        }
        bytesLeftAtClose = usher_close(state)
        context.dropFunctions()
        self.state = nil
        threads.removeAll()
    }

    /// Bytes that the script holds now.
    package var memoryUsed: Int {
        state.map { Int(usher_memory_used($0)) } ?? 0
    }

    /// How many states of this process are open.
    package static var openStates: Int { Int(usher_open_states()) }

    /// Lets go of what nothing in the state can reach any more, between two calls.
    package func collectGarbage() {
        guard let state, !isBusy, !isSpent else { return }
        usher_collect(state)
    }

    /// What the last call, or the one that is under way, has used of its limits.
    package func usage(of limits: LuaLimits) -> LuaUsage {
        guard let state else { return LuaUsage(cpu: .zero, steps: 0, hostCalls: 0, output: 0, memoryPeak: 0) }
        var usage = limits.usage(in: state)
        usage.time = ContinuousClock.now - begun
        return usage
    }

    /// Slots in use on the main stack; zero whenever no call is under way.
    package var stackDepth: Int {
        state.map { Int(lua_gettop($0)) } ?? 0
    }

    func keepRoot(_ stack: LuaStack, at index: Int32) {
        if let root { luaL_unref(stack.thread, usher_registry_index(), root) }
        lua_pushvalue(stack.thread, index)
        root = luaL_ref(stack.thread, usher_registry_index())
    }

    func profile(into profile: LuaProfile?, _ state: OpaquePointer) {
        // Nothing to begin, and nothing to end.
        guard profile !== context.profile else { return }
        context.profile = profile
        usher_sample(state, profile?.interval.inNanoseconds ?? 0)
    }

    // MARK: Coroutines

    func newThread(in state: OpaquePointer) throws(LuaFailure) -> Int32 {
        guard let thread = lua_newthread(state) else { throw LuaFailure(.memory, "there is no memory for a coroutine") }
        let reference = luaL_ref(state, usher_registry_index())
        threads[Int64(reference)] = thread
        return reference
    }

    func release(_ reference: Int32) {
        threads[Int64(reference)] = nil
        if let state { luaL_unref(state, usher_registry_index(), reference) }
    }
}
