import ArgumentParser
import Store
import TicketModel

struct PluginsReload: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Let the running daemon look at all plugins now, also at those that it refused.",
        discussion: """
            The daemon watches its folders by itself; this is for folders that cannot be watched, and to try again. What \
            came of it is in its log and in "usher plugins history NAME". SIGHUP does the same, and reads usher.yaml anew.

            Examples:
              usher plugins reload
            """
    )

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            try await host.withStore { database in
                let now = host.now()
                try await database.write { try BundleTable.ask(at: now, in: $0) }
                if output.json { console.print(["asked": true]) } else { console.print("The daemon is asked.") }
                return ExitCodes.done
            }
        }
    }
}
