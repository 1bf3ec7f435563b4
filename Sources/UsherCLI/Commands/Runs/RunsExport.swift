import ArgumentParser
import Engine
import Store
import TicketModel

struct RunsExport: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print everything that is known of a run as one JSON document, to attach to a bug report.",
        discussion: """
            The change that made it, who else let that pass, the ticket and its messages as the mirror has them, the run with \
            its log, and each effect with its deliveries. It holds what people wrote and no secrets: look through it before \
            you pass it on.

            Example:
              usher runs export 17 > run-17.json
            """
    )

    @Argument(help: ArgumentHelp("The run's number.", valueName: "id"))
    var id: Int64

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let (export, dialect) = try await host.withStore { database in
                (try await database.read { [id] in try RunExport(id, in: $0) }, database.dialect)
            }
            guard let export else { throw CommandFailure.noRow("run", id, list: "usher runs list") }
            console.print(export.json(program: UsherCommand.programVersion, database: dialect, now: host.now()))
            return ExitCodes.done
        }
    }
}
