import CLua
import CLuaShim

extension LuaEngine {
    /// Resumes a coroutine until it ends or waits, slice after slice: between two of them others run who want to.
    func resume(
        _ thread: OpaquePointer,
        _ arguments: Int32,
        _ raises: Bool,
        _ results: inout Int32,
        _ operation: inout Int64
    ) async -> usher_outcome {
        var arguments = arguments
        var isLong = false
        while true {
            if !LuaLane.shared.tryEnter() { await LuaLane.shared.enter(isLong: isLong) }
            let outcome = slice(thread, arguments, raises, &results, &operation)
            guard outcome == USHER_PAUSED else { return outcome }
            isLong = true
            arguments = 0
        }
    }
    /// Resumes a coroutine for one slice, on the place that was entered, and leaves that.
    func slice(
        _ thread: OpaquePointer,
        _ arguments: Int32,
        _ raises: Bool,
        _ results: inout Int32,
        _ operation: inout Int64
    ) -> usher_outcome {
        context.hasPlace = true
        let outcome = usher_resume(thread, arguments, raises, &results, &operation)
        if context.hasPlace { LuaLane.shared.leave() }
        context.hasPlace = false
        return outcome
    }
}
