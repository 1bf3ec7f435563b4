import Foundation
import Testing

@testable import PluginHost

struct ShippedPluginSpecTests {
    static let plugins = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../plugins")
        .standardized.path

    static let bundles = PluginDiscovery(folders: [plugins]).bundles

    @Test func `the shipped plugins are found`() {
        #expect(
            Self.bundles.map(\.name).sorted() == [
                "auto-reply", "close-answered", "escalate-stale", "ippanel", "klinkcx", "mijnklantportaal",
                "redmine", "request-tracker", "tag-by-topic", "usercom", "webhook",
            ]
        )
    }

    @Test(arguments: bundles.map(\.name))
    func `the specs of a shipped plugin pass in the host`(name: String) async throws {
        let bundle = try #require(Self.bundles.first { $0.name == name })
        let report = await SpecRunner(bundle: bundle).run()
        #expect(!report.results.isEmpty)
        for failure in report.failures {
            Issue.record("\(failure.file):\(failure.line ?? 0): \(failure.name): \(failure.message ?? "")")
        }
    }
}
