/// A function that Swift gives to a script.
///
/// It never touches a `lua_State`: it is handed copies and answers with copies, and what it throws is raised in the
/// script by C once no Swift frame is left.
package struct HostFunction: Sendable {
    package typealias Immediate = @Sendable (LuaCall) throws -> [LuaValue]
    /// Answers how many results it has given.
    package typealias Direct = @Sendable (LuaFrame) throws -> Int
    package typealias Waiting = @Sendable (LuaCall) async throws -> [LuaValue]

    enum Body: Sendable {
        case direct(Direct)
        case immediate(Immediate, knowsPlace: Bool)
        case waiting(Waiting)
        case together
    }

    package let name: String
    let body: Body

    /// A function that answers at once.
    ///
    /// `knowsPlace`: whether its call tells the place in the script, which takes time to find.
    package static func immediate(
        _ name: String,
        knowsPlace: Bool = false,
        _ body: @escaping Immediate
    ) -> HostFunction {
        HostFunction(name: name, body: .immediate(body, knowsPlace: knowsPlace))
    }

    /// A function of numbers that answers at once, and costs about as much as one written in C.
    package static func direct(_ name: String, _ body: @escaping Direct) -> HostFunction {
        HostFunction(name: name, body: .direct(body))
    }

    /// A function that the script waits for: its coroutine sleeps meanwhile, and no thread does.
    package static func waiting(_ name: String, _ body: @escaping Waiting) -> HostFunction {
        HostFunction(name: name, body: .waiting(body))
    }

    /// Takes a list of functions, runs each in a coroutine of its own, and answers the list of their first results.
    package static func together(_ name: String) -> HostFunction {
        HostFunction(name: name, body: .together)
    }
}

/// Functions that the shim has in C.
package enum NativeFunction: Sendable, Hashable {
    /// text → value; or nil, why not, and at which byte counted from 1.
    case jsonDecode
    /// The same, but lists and objects make their values when they are read, and live as long as the call.
    case jsonLazy
    /// A lazy list or object → tables; any other value as it is.
    case jsonCopy
    /// value → text; raises where the value has no JSON.
    case jsonEncode
    /// Marks a table as a JSON array and answers it.
    case jsonArray
}

/// What a host function is called with.
package struct LuaCall: Sendable {
    package let arguments: [LuaValue]
    /// Where the script called, outside the host's own Lua code; nil for a function that does not know its place.
    package let place: LuaPlace?
    /// What the caller of the engine gave for this call.
    package let context: (any Sendable)?

    /// The argument at a position counted from 1, as Lua counts; nil beyond the last.
    package subscript(position: Int) -> LuaValue {
        arguments.indices.contains(position - 1) ? arguments[position - 1] : .nil
    }
}

/// A line of a script.
package struct LuaPlace: Sendable, Hashable, CustomStringConvertible {
    package let file: String
    package let line: Int

    package init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    package var description: String { "\(file):\(line)" }
}

/// An error to raise in the script that called a host function.
package struct LuaRaise: Error, Sendable {
    /// Text, which gets the script's place before it, or any other value, which is raised as it is.
    package let value: LuaValue

    package init(_ message: String) {
        self.value = .text(message)
    }

    package init(value: LuaValue) {
        self.value = value
    }
}
