/// What one call may use: one ledger for the virtual machine, the library and the host.
///
/// Memory is the state's, and is given to `LuaEngine`.
package struct LuaLimits: Sendable, Hashable {
    /// CPU time, of all the call's coroutines together.
    ///
    /// Waiting, for the host or for the machine, does not count.
    package var cpu: Duration
    /// Wall time from the call to its end.
    package var deadline: Duration
    /// Steps of the library's functions that are written in C, about one a character or an element.
    package var steps: Int
    /// How often the script may call the host.
    package var hostCalls: Int
    /// Bytes that the script may hand to the host, arguments and results together.
    package var output: Int

    package init(
        cpu: Duration = .seconds(1),
        deadline: Duration = .seconds(60),
        steps: Int = 2_000_000_000,
        hostCalls: Int = 1_000_000,
        output: Int = 256 << 20
    ) {
        self.cpu = cpu
        self.deadline = deadline
        self.steps = steps
        self.hostCalls = hostCalls
        self.output = output
    }
}

/// What a call has used of its limits.
package struct LuaUsage: Sendable, Hashable {
    package var cpu: Duration
    /// Wall time, from its beginning.
    package var time: Duration = .zero
    package var steps: Int
    package var hostCalls: Int
    package var output: Int
    /// The most bytes that the state has held in the call.
    package var memoryPeak: Int
}
