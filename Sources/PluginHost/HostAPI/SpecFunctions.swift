import LuaRuntime

extension HostFunctions {
    static var specs: [HostFunction] { [] }
}
