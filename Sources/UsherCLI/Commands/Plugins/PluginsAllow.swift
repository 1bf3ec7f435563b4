import ArgumentParser
import PluginHost
import Store
import TicketModel

struct PluginsAllow: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "allow",
        abstract: "Let an automation do what its latest version asks for in addition.",
        discussion: """
            A new version that asks for more kinds of effect than the one before is not taken until you say so.

            Examples:
              usher plugins allow auto-reply
            """
    )

    @Argument(help: "The automation.")
    var name: String

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            try await host.withStore { database in
                let kind = PluginKind.automation.rawValue
                let active = try await database.read { try BundleTable.active(in: $0) }
                guard let active = active.first(where: { $0.kind == kind && $0.name == name }) else {
                    throw CommandFailure.neverServed(name)
                }
                let wanted = try await needs(of: active, host, database)
                let added = wanted.subtracting(active.allowed)
                if !added.isEmpty {
                    let (allowed, now) = (active.allowed.union(wanted), host.now())
                    try await database.write { transaction in
                        try BundleTable.allow(kind, active.name, allowed, in: transaction)
                        try BundleTable.ask(at: now, in: transaction)
                    }
                }
                show(active, added, console)
                return ExitCodes.done
            }
        }
    }

    /// What the bundle asks for that was last refused; where none was, the one in the folder.
    private func needs(
        of active: ActiveBundle,
        _ host: HostAssembly,
        _ database: any SQLDatabase
    ) async throws -> Set<String> {
        var bundle = host.shelf.bundle(.automation, active.name)
        if let refused = active.refused {
            let record = try await database.read {
                try BundleTable.bundle(active.kind, active.name, hash: refused, in: $0)
            }
            bundle = record?.bundle ?? bundle
        }
        guard let bundle else { throw CommandFailure.neverServed(active.name) }
        let generation = try host.loaded(await PluginShelf.load(bundle))
        guard case .automation(let manifest) = generation.manifest.body else { return [] }
        return Set(manifest.needs.map(\.rawValue))
    }

    private func show(_ active: ActiveBundle, _ added: Set<String>, _ console: Console) {
        if output.json {
            console.print([
                "name": .string(active.name), "added": .array(added.sorted().map(JSONValue.string)),
                "allowed": .array(active.allowed.union(added).sorted().map(JSONValue.string)),
            ])
        } else if added.isEmpty {
            console.print("\(active.name) may do all that it asks for.")
        } else {
            console.print("\(active.name) may now also: \(added.sorted().joined(separator: ", ")).")
        }
    }
}

extension CommandFailure {
    /// The store knows nothing of a plugin.
    static func neverServed(_ name: String) -> CommandFailure {
        CommandFailure(
            .ticket(
                TicketFailure(
                    .notFound,
                    "No daemon has loaded a plugin \"\(name)\" on this database; \"usher plugins list\" shows which there are."
                )
            ),
            [
                "No daemon has loaded a plugin \"\(name)\" on this database; \"usher plugins list\" shows which there are."
            ]
        )
    }
}
