/// What one call may use.
package struct LuaLimits: Sendable, Hashable {
    /// CPU time in the virtual machine, of all the call's coroutines together.
    ///
    /// Waiting, for the host or for the machine, does not count.
    package var cpu: Duration
    /// Wall time from the call to its end.
    package var deadline: Duration

    package init(cpu: Duration = .seconds(1), deadline: Duration = .seconds(60)) {
        self.cpu = cpu
        self.deadline = deadline
    }
}
