import ArgumentParser
import OutboundHTTP
import PluginHost
import TicketModel

struct WebhooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhooks",
        abstract: "Set up at a provider that it sends webhooks here, where it has an API for that.",
        discussion: """
            A webhook makes usher serve read a ticket at once instead of at the next poll.
            """,
        subcommands: [WebhooksRegister.self, WebhooksList.self, WebhooksRemove.self]
    )
}

/// The connection whose webhooks a command is about.
struct WebhookArgument: ParsableArguments, Sendable {
    @Argument(help: ArgumentHelp("The connection's name.", valueName: "connection"))
    var connection: String

    /// Lends the connection, bound to its plugin.
    func open<Result>(
        _ options: HostOptions,
        _ console: Console,
        _ body: (WebhookSetup) async throws(CommandFailure) -> Result
    ) async throws(CommandFailure) -> Result {
        try await HostAssembly.open(options, console) { host throws(CommandFailure) in
            let connections = host.configuration.connections
            guard let configured = connections.first(where: { $0.name == connection }) else {
                let names = connections.map(\.name)
                let hint =
                    Suggestion.closest(to: connection, among: names).map { "did you mean \"\($0)\"?" }
                    ?? "there are \(ShownText.list(names.sorted(), "and"))"
                throw .usage("there is no connection \"\(connection)\" in \(host.configuration.file); \(hint)")
            }
            let plugins = await host.shelf.load(.provider, named: [configured.provider])
            let connector = try await host.connected(configured, plugins[configured.provider])
            return try await body(
                WebhookSetup(connector: connector, hookSecret: configured.hookSecret, folder: host.configuration.folder)
            )
        }
    }
}

/// A connection, and what its webhooks' address is made of.
struct WebhookSetup: Sendable {
    let connector: PluginConnector
    /// What the address ends with.
    let hookSecret: Secret?
    /// The folder of `usher.yaml`.
    let folder: String

    /// The webhooks that are set up at the provider.
    func records() async throws(CommandFailure) -> [WebhookRecord] {
        try await asking { () throws(TicketFailure) in try await connector.webhookRecords() }
    }

    /// Asks the provider; what it refuses is a failure of the command.
    func asking<Result>(
        _ body: () async throws(TicketFailure) -> Result
    ) async throws(CommandFailure) -> Result {
        do throws(TicketFailure) {
            return try await body()
        } catch {
            throw CommandFailure(error)
        }
    }

    /// The address of this connection below what the provider reaches the daemon by.
    func address(_ base: String) throws(CommandFailure) -> String {
        var base = base
        while base.hasSuffix("/") { base.removeLast() }
        let isLoopback = ["http://127.0.0.1", "http://localhost", "http://[::1]"].contains {
            base == $0 || base.hasPrefix($0 + ":")
        }
        let hasHost = base.hasPrefix("https://") && base.count > "https://".count
        guard hasHost || isLoopback, !base.contains(where: { $0.isWhitespace || "?#".contains($0) }) else {
            throw .usage(
                "\"\(base)\" is no address that webhooks can come to; write --url https://HOST, by which "
                    + "\(connector.provider) reaches usher serve"
            )
        }
        return "\(base)/hooks/\(connector.connection)" + (hookSecret.map { "/\($0.unsafeRevealed())" } ?? "")
    }

    /// A webhook's address as it may be shown.
    func shown(_ url: String) -> String {
        hookSecret.map { Redactor([$0]).redact(url) } ?? url
    }

    /// A webhook for `--json`.
    func json(_ record: WebhookRecord) -> JSONValue {
        [
            "connection": .string(connector.connection), "id": .string(record.id), "event": .string(record.event),
            "url": .string(shown(record.url)),
        ]
    }
}
