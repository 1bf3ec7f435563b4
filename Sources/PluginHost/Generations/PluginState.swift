import LuaRuntime

/// Makes a Lua state in which one bundle is loaded.
enum PluginState {
    /// Loading only declares; it gets a small budget.
    static let loading = LuaLimits(cpu: .milliseconds(500), deadline: .seconds(10))

    /// The host's own Lua beside the bootstrap, by the names of its chunks.
    static let kit: [String: [UInt8]] = [
        "declare": PackageResources.declare_lua,
        "values": PackageResources.values_lua,
        "hours": PackageResources.hours_lua,
        "api": PackageResources.api_lua,
        "pages": PackageResources.pages_lua,
        "tickets": PackageResources.tickets_lua,
        "automation": PackageResources.automation_lua,
        "spec": PackageResources.spec_lua,
    ]

    /// A state with the bundle loaded, and a copy of what its file declares.
    ///
    /// `withSpecs`: whether `describe`, `it`, `expect` and `spec` are there.
    static func engine(
        for bundle: PluginBundle,
        memory: Int,
        withSpecs: Bool = false
    ) async throws(LuaFailure) -> (engine: LuaEngine, declared: LuaValue) {
        let functions = HostFunctions.all(bundle: bundle)
        let engine = try LuaEngine(name: bundle.name, memory: memory, functions: functions)
        try await engine.run(
            LuaSource(name: "=usher/bootstrap", bytes: PackageResources.bootstrap_lua),
            [HostFunctions.table(functions)],
            limits: loading
        )
        if withSpecs { _ = try await engine.call(["prepare_specs"], limits: loading) }
        let text = bundle.files[bundle.mainFile] ?? []
        guard text.count <= LuaSource.largest else {
            throw LuaFailure(.syntax, "is larger than 1 MiB; split it into modules", file: bundle.mainFile)
        }
        let declared = try await engine.call(
            ["load"],
            [.text(bundle.mainFile), .string(LuaBytes(text))],
            limits: loading
        )
        await engine.collectGarbage()
        return (engine, declared.first ?? .nil)
    }
}
