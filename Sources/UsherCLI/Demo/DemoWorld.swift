import Foundation
import Simulator

/// What the demonstration plays in: four simulated vendors, somebody to notify, and a folder with an `usher.yaml`.
struct DemoWorld: Sendable {
    /// The connections' names, by vendor.
    static let names: [SimulatedProvider: String] = [
        .mijnklantportaal: "portal", .klinkcx: "klink", .usercom: "user", .ippanel: "panel",
    ]

    let fleet: SimulatorFleet
    let sink: NotificationSink
    let folder: URL

    /// The path of the configuration.
    var configuration: String { folder.appending(path: "usher.yaml").path }

    static func open(tickets: Int?, latency: Duration, inserts: Bool) async throws -> DemoWorld {
        let fleet = SimulatorFleet { _ in
            var options = SimulatorOptions(ticketCount: tickets)
            // The vendor's 60 a minute would make the demonstration wait.
            options.rateLimit = .requests(60_000, per: .seconds(60))
            options.latency = latency
            options.insertsBetweenPages = inserts
            return options
        }
        let sink = NotificationSink()
        let addresses = try await fleet.start()
        let notify = try await sink.start()
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "usher-demo-\(UUID().uuidString.prefix(8).lowercased())"
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let world = DemoWorld(fleet: fleet, sink: sink, folder: folder)
        try Data(yaml(addresses, notify: notify).utf8).write(to: URL(filePath: world.configuration))
        return world
    }

    func close() async {
        await fleet.stop()
        await sink.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// A simulator of this demonstration, by the connection's name.
    func simulator(_ connection: String) -> ProviderSimulator {
        fleet[Self.names.first { $0.value == connection }?.key ?? .mijnklantportaal]
    }

    private static func yaml(_ addresses: [SimulatedProvider: SimulatorAddress], notify: String) -> String {
        let connections = SimulatedProvider.allCases.compactMap { provider -> String? in
            guard let address = addresses[provider], let name = names[provider] else { return nil }
            return
                "  \(name): { provider: \(provider.rawValue), base_url: \"\(address.baseURL)\", token: \"\(address.token)\" }"
        }
        return """
            connections:
            \(connections.joined(separator: "\n"))
            notifiers:
              duty: { plugin: webhook, url: "\(notify)" }
            automations:
              auto-reply:
                mode: live
                settings:
                  text: "Dear {name}, we have received your message about {subject} and will answer soon."
                  texts: { nl: "Beste {name}, we hebben uw bericht over {subject} ontvangen en antwoorden spoedig." }
              escalate-stale: { mode: live, settings: { after: 4h, measure: age, notifier: duty } }
              tag-by-topic: { mode: live }
              close-answered: { mode: live, connections: [portal], settings: { after: 1h } }

            """
    }
}
