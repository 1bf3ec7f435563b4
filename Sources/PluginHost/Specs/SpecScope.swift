import LuaRuntime

final class SpecScope: Sendable {}
