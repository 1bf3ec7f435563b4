import CLua
import CLuaShim

/// What a state's host functions reach: the functions by number, and the operations that scripts wait for.
///
/// Owned by one engine and touched on its executor alone; C holds an unretained pointer to it.
final class HostContext {
    /// Something a coroutine waits for.
    enum Operation {
        /// `on`: the thread that called, which is the coroutine that waits or one that it has resumed. `held`: the bytes of
        /// the call's arguments, which count as the script's until it is answered.
        case host(HostFunction.Waiting, LuaCall, on: OpaquePointer, held: Int64)
        /// Coroutines to run side by side, by their references.
        case together([Int32])
    }

    /// The engine's name.
    let name: String
    private var functions: [HostFunction]
    private let directs: DirectFunctions
    /// What the caller gave for the call that is under way.
    var callContext: (any Sendable)?
    /// What the call that is under way is sampled into.
    var profile: LuaProfile?
    /// Whether the script that runs holds a place in the lane.
    var hasPlace = false
    /// Told where the script cannot be paused though its slice is over.
    var overstays: (@Sendable () -> Void)?
    private var operations = NumberedSlots<Operation>()
    private var lastOperation: Int64 = 0

    init(name: String, functions: [HostFunction]) {
        self.name = name
        self.functions = functions
        directs = DirectFunctions(functions)
    }

    func takeOperation(_ number: Int64) -> Operation? {
        operations.take(number)
    }

    func dropOperations() {
        operations.removeAll()
    }

    /// Lets go of whatever the functions hold; no script can call them any more.
    func dropFunctions() {
        functions = []
        directs.removeAll()
    }

    /// Runs one host function with `thread`'s stack as its arguments; the verdict is for C.
    func answer(_ function: Int, on thread: OpaquePointer) -> Int32 {
        guard function >= 0 else { return told(function, on: thread) }
        do {
            if let count = try directs.call(function, LuaFrame(thread, host: self)) { return Int32(count) }
        } catch {
            return raise(error, on: LuaStack(thread))
        }
        return answer(functions[function], on: thread)
    }

    /// What C tells in the place of a function's number.
    private func told(_ what: Int, on thread: OpaquePointer) -> Int32 {
        if what == USHER_SAMPLES {
            if let profile { LuaStack(thread).sample(into: profile, of: name) }
            return 0
        }
        if what == USHER_OVERSTAYS {
            // It cannot be paused where it is: another is let run beside it.
            if hasPlace { LuaLane.shared.leave() }
            hasPlace = false
            overstays?()
            overstays = nil
        }
        return 0
    }

    private func answer(_ function: HostFunction, on thread: OpaquePointer) -> Int32 {
        let stack = LuaStack(thread)
        do {
            switch function.body {
            case .direct(let body):
                return Int32(try body(LuaFrame(thread, host: self)))
            case .immediate(let body, let knowsPlace):
                let results = try body(try call(stack, knowsPlace: knowsPlace).call)
                lua_settop(thread, 0)
                try stack.push(results)
                return Int32(results.count)
            case .waiting(let body):
                guard usher_may_wait(thread) else { return Int32(USHER_CANNOT_WAIT) }
                let (call, bytes) = try call(stack, knowsPlace: false)
                usher_hold(thread, bytes)
                return wait(for: .host(body, call, on: thread, held: bytes), on: thread)
            case .together:
                guard usher_may_wait(thread) else { return Int32(USHER_CANNOT_WAIT) }
                return wait(for: .together(try beginTogether(stack)), on: thread)
            }
        } catch {
            return raise(error, on: stack)
        }
    }

    /// What the function is called with, and its size.
    ///
    /// Where the ledger has no room for it, C ends the script when this function has answered.
    private func call(_ stack: LuaStack, knowsPlace: Bool) throws -> (call: LuaCall, bytes: Int64) {
        let (arguments, bytes) = try stack.copies(from: 1)
        guard usher_send(stack.thread, bytes) else { throw LuaRaise("too much was handed to the host") }
        let place = knowsPlace ? stack.scriptPlace() : nil
        return (LuaCall(arguments: arguments, place: place, context: callContext), bytes)
    }

    private func wait(for operation: Operation, on thread: OpaquePointer) -> Int32 {
        lastOperation += 1
        operations[lastOperation] = operation
        lua_pushinteger(thread, lastOperation)
        return Int32(USHER_WAIT)
    }

    private func raise(_ error: any Error, on stack: LuaStack) -> Int32 {
        lua_settop(stack.thread, 0)
        do {
            try stack.push(Self.errorValue(error, place: stack.scriptPlace()))
        } catch {
            stack.push(LuaBytes("\(error)"))
        }
        return Int32(USHER_RAISE)
    }

    /// What the script sees of a Swift error: text gets the script's own place, as Lua's errors have.
    static func errorValue(_ error: any Error, place: LuaPlace?) -> LuaValue {
        let value = (error as? LuaRaise)?.value ?? .text("\(error)")
        guard let text = value.text, let place else { return value }
        return .text("\(place): \(text)")
    }

    /// One new coroutine for each function of the list at 1.
    private func beginTogether(_ stack: LuaStack) throws -> [Int32] {
        let thread = stack.thread
        guard lua_type(thread, 1) == LUA_TTABLE else { throw LuaRaise("together takes a list of functions") }
        let count = Int64(lua_rawlen(thread, 1))
        var references: [Int32] = []
        for position in stride(from: 1, through: count, by: 1) {
            guard lua_rawgeti(thread, 1, position) == LUA_TFUNCTION, let coroutine = lua_newthread(thread) else {
                for reference in references { luaL_unref(thread, usher_registry_index(), reference) }
                throw LuaRaise("together takes a list of functions; number \(position) is none")
            }
            lua_rotate(thread, -2, 1)
            lua_xmove(thread, coroutine, 1)
            references.append(luaL_ref(thread, usher_registry_index()))
        }
        return references
    }
}
