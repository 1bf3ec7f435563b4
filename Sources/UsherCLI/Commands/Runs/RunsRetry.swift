import ArgumentParser
import Engine
import Store
import TicketModel

struct RunsRetry: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Let a run that was given up be tried again, with all its attempts before it.",
        discussion: """
            A run that is done cannot be: what it asked for is in the outbox. The next sync works on it, under the version \
            of the automation that is there then.
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
            let now = host.now()
            let (before, after) = try await host.withStore { database in
                try await database.write { [id] transaction in
                    let before = try RunTable.run(id, in: transaction)
                    let moved = try before != nil && RunTable.move(id, .redrive, now: now, in: transaction)
                    return (before, moved ? try RunTable.run(id, in: transaction) : nil)
                }
            }
            guard let before else { throw CommandFailure.noRow("run", id, list: "usher runs list") }
            guard let after else {
                throw CommandFailure.notAllowed(
                    "Run \(id) is \(before.state.rawValue); only one that is quarantined, cancelled or retrying can be tried again."
                )
            }
            if output.json {
                console.print(["run": after.json])
            } else {
                console.print("Run \(id) is available again; the next sync works on it.")
            }
            return ExitCodes.done
        }
    }
}
