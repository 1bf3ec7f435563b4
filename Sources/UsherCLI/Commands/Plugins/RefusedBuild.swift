import PluginHost
import Store
import TicketModel

/// A build of a plugin that the daemon did not take.
struct RefusedBuild: Sendable, Equatable {
    let because: String
    /// The version that runs in its place, and its bundle.
    let running: String
    let generation: String

    var sentence: String { "this build was refused, and \(running) still runs: \(because)" }

    var json: JSONValue {
        ["because": .string(because), "running": .string(running), "generation": .string(generation)]
    }

    /// Those that the store knows of, by kind, name and hash; a store that cannot be read is told, and hides no plugin.
    static func all(_ options: HostOptions, _ console: Console) async -> [String: RefusedBuild] {
        do throws(CommandFailure) {
            return try await HostAssembly.open(options, console) { host throws(CommandFailure) in
                try await host.readStore { reader in
                    guard let reader else { return [:] }
                    var found: [String: RefusedBuild] = [:]
                    for active in try BundleTable.active(in: reader) {
                        guard let hash = active.refused else { continue }
                        let running = try BundleTable.bundle(active.kind, active.name, hash: active.hash, in: reader)
                        found["\(active.kind)/\(active.name) \(hash)"] = RefusedBuild(
                            because: active.refusedWhy ?? "no reason was kept",
                            running: running?.version ?? "the version before",
                            generation: active.hash
                        )
                    }
                    return found
                }
            }
        } catch {
            let told = error.messages.joined(separator: " ")
            if error.kind == .store { console.complain("What was refused is not known: \(told)") }
            return [:]
        }
    }
}
