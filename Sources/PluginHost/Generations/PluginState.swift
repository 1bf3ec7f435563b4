import LuaRuntime

/// Makes a Lua state in which one bundle is loaded.
enum PluginState {
    /// Loading only declares; it gets a small budget.
    static let loading = LuaLimits(cpu: .milliseconds(500), deadline: .seconds(10))

    /// The host's own Lua beside the bootstrap, in the order in which it is run.
    private static let kit: [(name: String, source: [UInt8])] = [
        ("declare", PackageResources.declare_lua),
        ("values", PackageResources.values_lua),
        ("hours", PackageResources.hours_lua),
        ("api", PackageResources.api_lua),
        ("pages", PackageResources.pages_lua),
        ("tickets", PackageResources.tickets_lua),
        ("automation", PackageResources.automation_lua),
        ("spec", PackageResources.spec_lua),
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
        let chunks = kit.filter { withSpecs || $0.name != "spec" }.map { chunk in
            LuaValue.fields(["name": .text(chunk.name), "text": .string(LuaBytes(chunk.source))])
        }
        try await engine.run(
            LuaSource(name: "=usher/bootstrap", bytes: PackageResources.bootstrap_lua),
            [HostFunctions.table(functions), .list(chunks)],
            limits: loading
        )
        let text = bundle.files[bundle.mainFile] ?? []
        guard text.count <= LuaSource.largest else {
            throw LuaFailure(.syntax, "is larger than 1 MiB; split it into modules", file: bundle.mainFile)
        }
        let declared = try await engine.call(
            ["load"],
            [.text(bundle.mainFile), .string(LuaBytes(text))],
            limits: loading
        )
        return (engine, declared.first ?? .nil)
    }
}
