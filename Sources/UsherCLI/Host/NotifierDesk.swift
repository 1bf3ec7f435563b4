import Engine
import OutboundHTTP
import PluginHost
import Synchronization
import TicketModel

/// The notifiers of `usher.yaml`, set up when they are first needed.
struct NotifierDesk: NotificationSender {
    let host: HostAssembly

    func send(
        notifier: String,
        text: String,
        automation: String?,
        ticket: Ticket?
    ) async throws(TicketFailure) {
        let sender: PluginNotifier
        do throws(CommandFailure) {
            sender = try await host.notifier(named: notifier)
        } catch {
            throw TicketFailure(.invalid, error.messages.joined(separator: " · "))
        }
        try await sender.send(text, automation: automation, ticket: ticket)
    }
}

extension HostAssembly {
    /// Sets up a notifier.
    func notifier(named name: String) async throws(CommandFailure) -> PluginNotifier {
        guard let notifier = configuration.notifiers.first(where: { $0.name == name }) else {
            let fault = ConfigurationFault.unknownNotifier(name, known: configuration.notifiers.map(\.name))
            throw CommandFailure(.configuration, [Sentence.of(fault.sentence)])
        }
        let given = given(notifier.settings, at: "notifiers.\(name)", line: notifier.line)
        guard let plugin = await shelf.load(.notifier, named: [notifier.plugin])[notifier.plugin] else {
            throw given.problem("plugin", shelf.missing(.notifier, notifier.plugin))
        }
        let generation = try loaded(plugin)
        let settings = try given.checked(against: generation.manifest)
        guard case .notifier(let manifest) = generation.manifest.body,
            let sender = PluginNotifier(
                generation,
                name: name,
                settings: settings,
                transport: try transport(for: name, manifest, settings, given),
                now: now
            )
        else { throw given.problem("plugin", "\(notifier.plugin) is no notifier.") }
        return sender
    }

    private func transport(
        for name: String,
        _ manifest: NotifierManifest,
        _ settings: PluginSettings,
        _ given: GivenSettings
    ) throws(CommandFailure) -> any HTTPTransport {
        let key = settings.text("url") == nil ? "base_url" : "url"
        let (base, query) = QueryKeepingTransport.split(settings.text(key) ?? "")
        do {
            let client = try clients.client(
                for: name,
                base: base,
                setting: key,
                http: manifest.http,
                settings: settings
            )
            return query.map { QueryKeepingTransport(client, query: $0) } ?? client
        } catch {
            throw given.problem(key, error.message)
        }
    }
}
