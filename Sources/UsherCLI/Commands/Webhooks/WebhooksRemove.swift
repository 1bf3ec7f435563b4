import ArgumentParser
import PluginHost
import TicketModel

struct WebhooksRemove: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take webhooks away at the provider: those of an address, or those named.",
        discussion: """
            Nothing is lost by that: what a webhook does not tell the next poll finds. What else is set up there is left alone.

            Examples:
              usher webhooks remove portal --url https://usher.example.com
              usher webhooks remove portal wbh_1 wbh_2
            """
    )

    @OptionGroup
    var target: WebhookArgument

    @Argument(help: ArgumentHelp("The provider's id of a webhook.", valueName: "id"))
    var ids: [String] = []

    @Option(help: ArgumentHelp("All that register set up for this address of the daemon.", valueName: "url"))
    var url: String?

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        guard ids.isEmpty != (url == nil) else {
            throw .usage("name webhooks by their ids, or say --url; see usher webhooks list \(target.connection)")
        }
        return try await target.open(host, console) { setup throws(CommandFailure) in
            let address: String? = if let url { try setup.address(url) } else { nil }
            let records = try await setup.records()
            for id in ids where !records.contains(where: { $0.id == id }) {
                let message = "There is no webhook \"\(id)\" at \(setup.connector.provider); nothing was removed."
                throw CommandFailure(TicketFailure(.notFound, message, connection: target.connection))
            }
            let doomed = records.filter { ids.contains($0.id) || $0.url == address }
            for record in doomed {
                try await setup.asking { () throws(TicketFailure) in try await setup.connector.removeWebhook(record.id)
                }
                if !output.json { console.print(PlainText.line("Removed \(record.id), \(record.event).")) }
            }
            if output.json {
                console.print(["removed": .array(doomed.map(setup.json)), "errors": []])
            } else if doomed.isEmpty {
                console.print("Nothing is set up at that address.")
            }
            return ExitCodes.done
        }
    }
}
