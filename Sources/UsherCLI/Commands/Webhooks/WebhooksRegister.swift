import ArgumentParser
import OutboundHTTP
import PluginHost
import TicketModel

struct WebhooksRegister: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "Have the provider send webhooks to this host; what is set up already stays as it is.",
        discussion: """
            The URL is the one by which the provider reaches usher serve; /hooks/CONNECTION and the hook_secret are added to \
            it. The secrets that the provider makes up are never printed: they are written into a file for webhook_secret, \
            which only its owner may read.

            Examples:
              usher webhooks register portal --url https://usher.example.com
              usher webhooks register portal --url https://usher.example.com --secrets /run/usher/portal.hooks
            """
    )

    @OptionGroup
    var target: WebhookArgument

    @Option(
        help: ArgumentHelp("Where the provider reaches usher serve, as in https://usher.example.com.", valueName: "url")
    )
    var url: String

    @Option(
        help: ArgumentHelp(
            "The file for the secrets, beside usher.yaml; CONNECTION.hooks where it is not given.",
            valueName: "file"
        ),
        completion: .file()
    )
    var secrets: String?

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        try await target.open(host, console) { setup throws(CommandFailure) in
            let address = try setup.address(url)
            let present = try await setup.records().filter { $0.url == address }
            let known = Set(present.map(\.event))
            var made: [WebhookRecord] = []
            var failure: TicketFailure?
            for event in setup.connector.webhookEvents where !known.contains(event) && failure == nil {
                do throws(TicketFailure) {
                    made.append(try await setup.connector.registerWebhook(at: address, for: event))
                } catch {
                    failure = error
                }
            }
            // What was registered before a failure has its secret kept all the same.
            let file = WebhookSecretFile(name: secrets ?? "\(target.connection).hooks", folder: setup.folder)
            let keeping = try file.keep(made + present, of: setup.connector.webhookRule)
            if let failure { throw CommandFailure(failure) }
            if output.json {
                show(present, made, keeping, setup, console)
            } else {
                tell(present, made, keeping, setup, console)
            }
            return ExitCodes.done
        }
    }

    private func show(
        _ present: [WebhookRecord],
        _ made: [WebhookRecord],
        _ keeping: WebhookSecretFile.Outcome,
        _ setup: WebhookSetup,
        _ console: Console
    ) {
        func rows(_ records: [WebhookRecord], _ result: JSONValue) -> [JSONValue] {
            records.map { record in
                var members = setup.json(record).objectValue ?? [:]
                members["result"] = result
                return .object(members)
            }
        }
        var document: [String: JSONValue] = [
            "webhooks": .array(rows(made, "registered") + rows(present, "was_there")), "errors": [],
        ]
        if case .written(let path) = keeping { document["secrets"] = .string(path) }
        console.print(.object(document))
    }

    private func tell(
        _ present: [WebhookRecord],
        _ made: [WebhookRecord],
        _ keeping: WebhookSecretFile.Outcome,
        _ setup: WebhookSetup,
        _ console: Console
    ) {
        for record in made { console.print(PlainText.line("Registered \(record.id), \(record.event).")) }
        for record in present { console.print(PlainText.line("\(record.id), \(record.event), was there already.")) }
        switch keeping {
        case .known: console.print("Their secrets are in usher.yaml.")
        case .written(let path):
            console.print(
                "Their secrets are in \(path); have webhook_secret: \"${file:\(path)}\" under connections."
                    + "\(target.connection) in usher.yaml."
            )
        case .untold(let ids):
            console.complain(
                "\(setup.connector.provider) does not tell the secrets of \(ShownText.list(ids, "and")) again; where "
                    + "webhook_secret lacks them, remove them and register anew."
            )
        }
    }
}
