import CLua
import CLuaShim

/// The arguments and results of a direct host function, read and written where Lua keeps them.
///
/// It is good for the time of the call only.
package struct LuaFrame {
    private let thread: OpaquePointer
    // Not retained: the frame ends before its host does.
    private let host: Unmanaged<HostContext>

    init(_ thread: OpaquePointer, host: HostContext) {
        self.thread = thread
        self.host = .passUnretained(host)
    }

    /// What the caller of the engine gave for this call.
    package var context: (any Sendable)? { host.takeUnretainedValue().callContext }

    /// The integer at a position counted from 1; nil where there is none.
    package func integer(_ position: Int) -> Int64? {
        usher_is_integer(thread, Int32(position)) ? usher_integer(thread, Int32(position)) : nil
    }

    /// The number at a position; nil where there is none.
    package func number(_ position: Int) -> Double? {
        lua_type(thread, Int32(position)) == LUA_TNUMBER ? usher_number(thread, Int32(position)) : nil
    }

    package func answer(_ integer: Int64) { lua_pushinteger(thread, integer) }
    package func answer(_ number: Double) { lua_pushnumber(thread, number) }
    package func answer(_ boolean: Bool) { lua_pushboolean(thread, boolean ? 1 : 0) }
}

@available(*, unavailable)
extension LuaFrame: Sendable {}
