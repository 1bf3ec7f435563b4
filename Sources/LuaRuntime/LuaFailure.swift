/// A call into Lua that did not end well: what happened, and where in the script.
package struct LuaFailure: Error, Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// The source could not be compiled.
        case syntax
        /// The script raised an error.
        case script
        /// The script asked for more memory than it may hold.
        case memory
        /// The script ran longer than it may.
        case outOfTime
        /// The script used up another of its limits.
        case exhausted
        /// The call was cancelled.
        case cancelled
        /// A value or a call that the bridge cannot carry.
        case misuse
    }

    package var kind: Kind
    /// One clause without its place: `attempt to index a nil value (local 'x')`.
    package var message: String
    /// The chunk's name, and the line in it.
    package var file: String?
    package var line: Int?
    /// Lua's own traceback, innermost first.
    package var traceback: String?
    /// What the script raised, as it raised it.
    package var value: LuaValue

    package init(
        _ kind: Kind,
        _ message: String,
        file: String? = nil,
        line: Int? = nil,
        traceback: String? = nil,
        value: LuaValue = .nil
    ) {
        self.kind = kind
        self.message = message
        self.file = file
        self.line = line
        self.traceback = traceback
        self.value = value
    }
}

extension LuaFailure {
    package static var cancelled: LuaFailure { LuaFailure(.cancelled, "the call was cancelled") }

    /// Whether the state is left as the call fell, and must not serve another.
    package var killsState: Bool { [.outOfTime, .cancelled, .exhausted].contains(kind) }
}

extension LuaFailure: CustomStringConvertible {
    /// The place and the message: `acme.lua:12: attempt to …`.
    package var description: String {
        guard let file else { return message }
        guard let line else { return "\(file): \(message)" }
        return "\(file):\(line): \(message)"
    }
}
