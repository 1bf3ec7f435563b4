import ArgumentParser
import Engine
import Store
import TicketModel

struct RunsList: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List runs, the newest first.",
        discussion: """
            States are available, running, retrying, done, quarantined and cancelled.

            Examples:
              usher runs list --state quarantined
              usher runs list --automation auto-reply --ticket portal/tic_1 --json
            """
    )

    @Option(help: ArgumentHelp("Only runs in this state; may be given again.", valueName: "state"))
    var state: [String] = []

    @Option(help: ArgumentHelp("Only this automation's runs.", valueName: "name"))
    var automation: String?

    @Option(help: ArgumentHelp("Only the runs on this ticket, CONNECTION/ID.", valueName: "ticket"))
    var ticket: String?

    @Option(help: ArgumentHelp("How many at most.", valueName: "number"))
    var limit = 50

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        let states = try state.map { text throws(CommandFailure) in try StateWord.read(text, of: RunState.self) }
        let ticket = try ticket.map { text throws(CommandFailure) in try TicketID(argument: text) }
        guard limit > 0 else { throw .usage("--limit is at least 1") }
        return try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let runs = try await host.withStore { database in
                try await database.read { [automation, limit] in
                    try RunTable.list(states: states, automation: automation, ticket: ticket, limit: limit, in: $0)
                }
            }
            if output.json {
                console.print(["runs": .array(runs.map(\.json)), "errors": []])
            } else {
                show(runs, console)
            }
            return ExitCodes.done
        }
    }

    private func show(_ runs: [RunRecord], _ console: Console) {
        var table = TextTable([
            .init("id"), .init("automation"), .init("handler"), .init("ticket", givesWay: true), .init("mode"),
            .init("state"), .init("created"), .init("what came of it", givesWay: true),
        ])
        for run in runs {
            table.add([
                String(run.id), "\(run.automation) \(run.version)", run.handler, run.ticket?.description ?? "-",
                run.mode, run.state.rawValue, run.createdAt.description,
                [run.verdict, run.why].compactMap(\.self).joined(separator: ": "),
            ])
        }
        console.print(table)
    }
}

/// Words of states on the command line.
enum StateWord {
    static func read<State: RawRepresentable<String> & CaseIterable>(
        _ text: String,
        of type: State.Type
    ) throws(CommandFailure) -> State {
        guard let state = State(rawValue: text) else {
            throw .usage("there is no state \"\(text)\"; write \(ShownText.list(State.allCases.map(\.rawValue), "or"))")
        }
        return state
    }
}

extension CommandFailure {
    /// There is no row of a number.
    static func noRow(_ what: String, _ id: Int64, list: String) -> CommandFailure {
        CommandFailure(
            .ticket(TicketFailure(.notFound, "There is no \(what) \(id); \"\(list)\" shows which there are.")),
            ["There is no \(what) \(id); \"\(list)\" shows which there are."]
        )
    }

    /// A row's state does not allow what was asked for.
    static func notAllowed(_ message: String) -> CommandFailure {
        CommandFailure(TicketFailure(.notAllowed, message))
    }
}
