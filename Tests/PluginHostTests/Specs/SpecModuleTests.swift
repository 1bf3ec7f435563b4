import Testing

@testable import PluginHost

/// What else stands in a plugin's `spec/`.
struct SpecModuleTests {
    private static let greets = MadeUpPlugin.automation("ticket:reply('Hello')", needs: ["reply"])
    private static let answers = "return { word = 'Hello' }"

    private func report(_ files: [String: String], main: String = greets) async -> SpecReport {
        let files = files.merging(["init.lua": main]) { file, _ in file }
        return await SpecRunner(bundle: MadeUpPlugin.folder(.automation, files)).run()
    }

    @Test func `specs share what stands beside them`() async {
        let spec = "local a = require 'spec.answers' it('greets', function() expect(a.word):to_equal('Hello') end)"
        let report = await report(["spec/a_spec.lua": spec, "spec/b_spec.lua": spec, "spec/answers.lua": Self.answers])
        #expect(report.results.map(\.name) == ["greets", "greets"])
        #expect(report.failures == [])
    }

    @Test func `a file that is no spec and that none requires is told`() async {
        let report = await report([
            "spec/a_spec.lua": "it('is well', function() end)",
            "spec/reading.lua": "it('is never run', function() error('never') end)",
        ])
        #expect(report.results.map(\.name) == ["is well", "is used"])
        #expect(report.failures.map(\.file) == ["automations/acme/spec/reading.lua"])
        #expect(report.failures.first?.message?.contains("a spec's name ends in _spec.lua; rename it") == true)
    }

    @Test(arguments: ["spec.b_spec", "spec.nothing"])
    func `a spec is no module of another`(_ name: String) async {
        let report = await report([
            "spec/a_spec.lua": "require '\(name)'", "spec/b_spec.lua": "it('is well', function() end)",
        ])
        #expect(report.failures.map(\.file) == ["automations/acme/spec/a_spec.lua"])
        #expect(report.failures.first?.message?.contains("there is no module \"\(name)\"") == true)
    }

    @Test func `the plugin itself finds nothing of its specs`() async {
        let main = "require 'spec.answers'\n\(Self.greets)"
        let report = await report(["spec/answers.lua": Self.answers], main: main)
        #expect(report.results.map(\.name) == ["loads"])
        #expect(report.failures.first?.message?.contains("there is no module \"spec.answers\"") == true)
    }
}
