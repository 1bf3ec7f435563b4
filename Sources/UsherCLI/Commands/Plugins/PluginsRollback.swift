import ArgumentParser
import PluginHost
import Store
import TicketModel

struct PluginsRollback: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Go back to the version of a plugin that was active before, on every node.",
        discussion: """
            The files in the folder stay as they are, and are not taken until they change again or you reload. After a \
            version that has migrated the plugin's state there is no way back.

            Examples:
              usher plugins rollback auto-reply
            """
    )

    @Argument(help: "The plugin.")
    var name: String

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            try await host.withStore { database in
                let (name, now) = (name, host.now())
                let record = try await database.write { transaction in
                    let all = try BundleTable.active(in: transaction)
                    guard let active = all.first(where: { $0.name == name }) else {
                        throw CommandFailure.neverServed(name)
                    }
                    guard !active.isMigrated else { throw CommandFailure.noWayBack(name, "it has migrated its state") }
                    guard let previous = active.previous,
                        let record = try BundleTable.bundle(active.kind, name, hash: previous, in: transaction)
                    else { throw CommandFailure.noWayBack(name, "there is none before it") }
                    let left = try BundleTable.bundle(active.kind, name, hash: active.hash, in: transaction)
                    try BundleTable.activate(
                        record,
                        allowed: active.allowed,
                        migrated: false,
                        event: BundleEvent(of: record, .rolledBack, why: "an operator's word", by: "operator", at: now),
                        in: transaction
                    )
                    if let left {
                        let event = BundleEvent(of: left, .refused, why: "rolled back", by: "operator", at: now)
                        try BundleTable.refuse(left, event: event, in: transaction)
                    }
                    return record
                }
                if output.json {
                    console.print([
                        "name": .string(name), "version": .string(record.version), "generation": .string(record.hash),
                    ])
                } else {
                    console.print("\(name) is \(record.version) again (\(record.hash.prefix(12))).")
                }
                return ExitCodes.done
            }
        }
    }
}

extension CommandFailure {
    /// A plugin's active version cannot be left.
    fileprivate static func noWayBack(_ name: String, _ reason: String) -> CommandFailure {
        CommandFailure(.plugin, ["\(name) cannot be rolled back: \(reason)."], exitCode: 5)
    }
}
