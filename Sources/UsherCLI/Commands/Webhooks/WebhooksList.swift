import ArgumentParser
import PluginHost
import TicketModel

struct WebhooksList: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the webhooks that are set up at the provider, whoever they belong to.",
        discussion: """
            Examples:
              usher webhooks list portal
              usher webhooks list portal --json
            """
    )

    @OptionGroup
    var target: WebhookArgument

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await target.open(host, console) { setup throws(CommandFailure) in
            let records = try await setup.records()
            if output.json {
                console.print(["webhooks": .array(records.map(setup.json)), "errors": []])
            } else if records.isEmpty {
                console.print("No webhook is set up at \(setup.connector.provider) for \(target.connection).")
            } else {
                var table = TextTable([.init("id"), .init("event"), .init("url", givesWay: true)])
                for record in records { table.add([record.id, record.event, setup.shown(record.url)]) }
                console.print(table)
            }
            return ExitCodes.done
        }
    }
}
