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

    /// The integer at a position counted from 1, as Lua's own functions take it: 3.0 and "3" are integers too.
    package func integer(_ position: Int) -> Int64? {
        var isOne: Int32 = 0
        let value = lua_tointegerx(thread, Int32(position), &isOne)
        return isOne != 0 ? value : nil
    }

    package func answer(_ integer: Int64) { lua_pushinteger(thread, integer) }
    package func answer(_ number: Double) { lua_pushnumber(thread, number) }
    package func answer(_ boolean: Bool) { lua_pushboolean(thread, boolean ? 1 : 0) }
}

@available(*, unavailable)
extension LuaFrame: Sendable {}
