import Foundation
import Simulator
import Testing

/// A folder with a `usher.yaml`, and the four simulated providers behind it.
struct Desk: Sendable {
    let folder: TemporaryFolder
    let fleet: SimulatorFleet
    let usher: UsherProcess

    /// Lends a desk whose connections are named like their providers; the tokens come from the environment.
    ///
    /// `settings` are further lines of every connection, `more` is the rest of the file.
    static func open(
        options: @Sendable (SimulatedProvider) -> SimulatorOptions = { _ in SimulatorOptions() },
        settings: [String] = [],
        more: String = "",
        _ body: (Desk) async throws -> Void
    ) async throws {
        let fleet = SimulatorFleet(options: options)
        let addresses = try await fleet.start()
        let folder = try TemporaryFolder()
        var lines = ["connections:"]
        var environment: [String: String] = [:]
        for provider in SimulatedProvider.allCases {
            let address = try #require(addresses[provider])
            let variable = "\(provider.rawValue.uppercased())_TOKEN"
            environment[variable] = address.token
            lines += [
                "  \(provider.rawValue):", "    provider: \(provider.rawValue)", "    base_url: \(address.baseURL)",
                "    token: \"${env:\(variable)}\"",
            ]
            lines += settings.map { "    \($0)" }
        }
        try folder.write("usher.yaml", lines.joined(separator: "\n") + "\n" + more)
        let desk = Desk(
            folder: folder,
            fleet: fleet,
            usher: UsherProcess(folder: folder.path, environment: environment)
        )
        do {
            try await body(desk)
        } catch {
            await fleet.stop()
            throw error
        }
        await fleet.stop()
    }
}
