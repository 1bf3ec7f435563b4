import ArgumentParser
import PluginHost
import TicketModel

struct PluginsTest: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the specs of plugins: made-up tickets, scripted answers, nothing is sent.",
        discussion: """
            A plugin's specs are the files in its spec/ folder that are named …_spec.lua; the others there are modules \
            that they require: require "spec.answers". The last line is "N passed, N failed"; the exit code is 1 where \
            any failed.

            Examples:
              usher plugins test
              usher plugins test plugins/automations/auto-reply
            """
    )

    @Argument(
        help: ArgumentHelp("A plugin's file or folder, or a folder of plugins.", valueName: "path"),
        completion: .file()
    )
    var path: String?

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        let selection = try PluginSelection(at: path, host)
        var reports: [SpecReport] = []
        for bundle in selection.bundles {
            let report = await SpecRunner(bundle: bundle).run()
            if !output.json { show(report, console) }
            reports.append(report)
        }
        for failure in selection.failures { console.complain(PlainText.lines(failure.description)) }
        let results = reports.flatMap(\.results)
        let failed = results.count { !$0.passed } + selection.failures.count
        let passed = results.count(where: \.passed)
        if output.json {
            console.print([
                "plugins": .array(reports.map(\.json)),
                "passed": .integer(Int64(passed)),
                "failed": .integer(Int64(failed)),
            ])
        } else {
            console.print("\(passed) passed, \(failed) failed")
        }
        return failed == 0 ? ExitCodes.done : ExitCodes.failed
    }

    private func show(_ report: SpecReport, _ console: Console) {
        for failure in report.failures {
            console.print(console.styled(PlainText.line("\(report.plugin): \(failure.name)"), .red))
            console.print(PlainText.lines("  \(failure.place): \(failure.message ?? "it failed")"))
        }
    }
}

extension SpecResult {
    fileprivate var place: String { line.map { "\(file):\($0)" } ?? file }
}

extension SpecReport {
    fileprivate var json: JSONValue {
        ["plugin": .string(plugin), "results": .array(results.map(\.json))]
    }
}

extension SpecResult {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(name), "file": .string(file), "passed": .bool(passed),
        ]
        members["line"] = line.map { .integer(Int64($0)) }
        members["message"] = message.map(JSONValue.string)
        return .object(members)
    }
}
