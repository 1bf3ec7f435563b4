/// What one call may use.
package struct LuaLimits: Sendable, Hashable {
    /// Time in the virtual machine, without the time it waits for the host.
    package var cpu: Duration
    /// Wall time from the call to its end.
    package var deadline: Duration

    package init(cpu: Duration = .seconds(1), deadline: Duration = .seconds(60)) {
        self.cpu = cpu
        self.deadline = deadline
    }
}
