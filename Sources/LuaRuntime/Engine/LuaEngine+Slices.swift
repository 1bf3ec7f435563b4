import CLua
import CLuaShim

extension LuaEngine {
    /// Waits for a place to run the next slice on: between two slices others run who want to.
    ///
    /// `slices`: how many it has had since it last waited for anything.
    func enter(after slices: Int) async {
        await LuaLane.shared.enter(isLong: slices > 0)
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
