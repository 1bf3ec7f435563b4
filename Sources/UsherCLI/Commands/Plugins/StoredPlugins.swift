import PluginHost
import Store

/// What the store knows of plugins that their files do not tell.
struct StoredPlugins: Sendable {
    /// By kind, name and hash.
    var refusals: [String: RefusedBuild] = [:]
    var gone: [GonePlugin] = []

    /// A store that cannot be read is told, and hides no plugin.
    init(beside found: [PluginBundle], _ options: HostOptions, _ console: Console) async {
        let found = Set(found.map(\.key))
        do throws(CommandFailure) {
            self = try await HostAssembly.open(options, console) { host throws(CommandFailure) in
                let named = host.configuration.pluginsInUse
                return try await host.readStore { reader in
                    try reader.map { try StoredPlugins(in: $0, missing: named.subtracting(found)) } ?? StoredPlugins()
                }
            }
        } catch {
            let told = error.messages.joined(separator: " ")
            if error.kind == .store { console.complain("What the daemon runs is not known: \(told)") }
        }
    }

    private init() {}

    private init(in reader: any SQLReader, missing: Set<String>) throws {
        for active in try BundleTable.active(in: reader) {
            let key = "\(active.kind)/\(active.name)"
            let bundle = try BundleTable.bundle(active.kind, active.name, hash: active.hash, in: reader)
            if let hash = active.refused {
                refusals["\(key) \(hash)"] = RefusedBuild(
                    because: active.refusedWhy ?? "no reason was kept",
                    running: bundle?.version ?? "the version before",
                    generation: active.hash
                )
            }
            if let bundle, missing.contains(key) {
                gone.append(
                    GonePlugin(
                        kind: active.kind,
                        name: active.name,
                        version: bundle.version,
                        file: bundle.mainFile,
                        hash: active.hash
                    )
                )
            }
        }
    }
}

extension HostConfiguration {
    /// The plugins that a daemon runs by it, as `KIND/NAME`.
    fileprivate var pluginsInUse: Set<String> {
        Set(
            connections.map { "\(PluginKind.provider.rawValue)/\($0.provider)" }
                + notifiers.map { "\(PluginKind.notifier.rawValue)/\($0.plugin)" }
                + automations.filter { $0.mode != .off }.map { "\(PluginKind.automation.rawValue)/\($0.name)" }
        )
    }
}
