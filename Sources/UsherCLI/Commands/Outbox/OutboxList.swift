import ArgumentParser
import Engine
import Store
import TicketModel

struct OutboxList: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the outbox, the newest first.",
        discussion: """
            States are pending, sending, delivered, no_change, superseded, refused, expired, unknown, waits_for_person, held \
            and recorded (in shadow). With --waiting only what an operator should look at is listed.

            Examples:
              usher outbox list --waiting
              usher outbox list --state unknown --connection portal --json
            """
    )

    @Option(help: ArgumentHelp("Only entries in this state; may be given again.", valueName: "state"))
    var state: [String] = []

    @Flag(help: "Only what needs an operator: refused, expired, waits_for_person.")
    var waiting = false

    @Option(help: ArgumentHelp("Only what leaves through this connection.", valueName: "name"))
    var connection: String?

    @Option(help: ArgumentHelp("How many at most.", valueName: "number"))
    var limit = 50

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        if waiting, !state.isEmpty { throw .usage("--waiting and --state are both given; leave one of them out") }
        var states = try state.map { text throws(CommandFailure) in try StateWord.read(text, of: EffectState.self) }
        if waiting { states = EffectState.allCases.filter(\.needsOperator) }
        let wanted = states
        guard limit > 0 else { throw .usage("--limit is at least 1") }
        return try await HostAssembly.open(host, console) { host throws(CommandFailure) in
            let effects = try await host.withStore { database in
                try await database.read { [connection, limit] in
                    try EffectTable.list(states: wanted, connection: connection, limit: limit, in: $0)
                }
            }
            if output.json {
                console.print(["outbox": .array(effects.map(\.json)), "errors": []])
            } else {
                show(effects, console)
            }
            return ExitCodes.done
        }
    }

    private func show(_ effects: [EffectRecord], _ console: Console) {
        var table = TextTable([
            .init("id"), .init("run"), .init("automation"), .init("ticket", givesWay: true),
            .init("effect", givesWay: true), .init("state"), .init("created"), .init("because", givesWay: true),
        ])
        for effect in effects {
            table.add([
                String(effect.id), String(effect.run), effect.automation, effect.ticket?.description ?? "-",
                effect.effect.map { "\($0)" } ?? effect.kind.rawValue, effect.state.rawValue,
                effect.createdAt.description, effect.why ?? "",
            ])
        }
        console.print(table)
    }
}
