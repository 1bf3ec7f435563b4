/// What an engine is asked to call: a function under the root, by its path.
package struct LuaInvocation: Sendable {
    package var path: [LuaKey]
    package var arguments: [LuaValue]
    package var limits: LuaLimits
    /// What host functions are given with each call.
    package var context: (any Sendable)?
    /// Told what the call has used, however it ends.
    package var used: (@Sendable (LuaUsage) -> Void)?
    /// What the call is sampled into.
    var profile: LuaProfile?

    package init(
        _ path: [LuaKey],
        _ arguments: [LuaValue] = [],
        limits: LuaLimits = LuaLimits(),
        context: (any Sendable)? = nil,
        used: (@Sendable (LuaUsage) -> Void)? = nil
    ) {
        self.path = path
        self.arguments = arguments
        self.limits = limits
        self.context = context
        self.used = used
        profile = LuaProfile.current
    }
}
