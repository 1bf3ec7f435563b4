import Foundation
import Testing

@testable import PluginHost

/// The plugins in this checkout.
enum Shipped {
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "plugins").path

    static let discovery = PluginDiscovery(folders: [folder])

    static let typeFiles = ["usher", "settings", "provider", "automation", "spec"]

    /// The text of a file under `types`.
    static func types(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder)/types/\(name).lua", encoding: .utf8)
    }
}

struct ShippedPluginTests {
    @Test func `every plugin that is due is there`() {
        #expect(Shipped.discovery.failures == [])
        #expect(
            Shipped.discovery.bundles.map { "\($0.kind.folder)/\($0.name)" } == [
                "providers/ippanel", "providers/klinkcx", "providers/mijnklantportaal", "providers/redmine",
                "providers/request-tracker", "providers/usercom",
                "automations/auto-reply", "automations/close-answered", "automations/escalate-stale",
                "automations/tag-by-topic", "notifiers/webhook",
            ]
        )
    }

    @Test(arguments: Shipped.discovery.bundles.map(\.name))
    func `a shipped plugin loads without problems`(_ name: String) async throws {
        let bundle = try #require(Shipped.discovery.bundles.first { $0.name == name })
        let generation = try await PluginGeneration.load(bundle)
        #expect(generation.manifest.name == name)
        #expect(generation.manifest.kind == bundle.kind)
        #expect(!bundle.specs.isEmpty)
        await generation.close()
    }
}
