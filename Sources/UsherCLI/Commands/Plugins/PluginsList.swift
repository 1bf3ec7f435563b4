import ArgumentParser
import PluginHost
import TicketModel

struct PluginsList: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the plugins that are found, and where each is from.",
        discussion: """
            Without a usher.yaml the shipped plugins are listed. One that does not load is listed with its problems, \
            one that the daemon refused with the reason and with the version that still runs, and the exit code is 1.

            Examples:
              usher plugins list
              usher plugins list --json
            """
    )

    @OptionGroup
    var host: HostOptions

    @OptionGroup
    var output: OutputOptions

    var printsJSON: Bool { output.json }

    func perform(_ console: Console) async throws(CommandFailure) -> Int32 {
        let selection = try PluginSelection(at: nil, host)
        let readings = await PluginReading.all(selection.bundles)
        let refusals = await RefusedBuild.all(host, console)
        if output.json {
            console.print([
                "plugins": .array(readings.map { json($0, refusals[$0.key], selection.folders) }),
                "errors": .array(selection.failures.map { PluginProblem($0).json }),
            ])
        } else {
            show(readings, refusals, selection, console)
        }
        for reading in readings {
            guard let refusal = refusals[reading.key] else { continue }
            console.complain(PlainText.line("\(reading.bundle.mainFile): \(refusal.sentence)"))
        }
        for failure in selection.failures { console.complain(failure.description) }
        let isFine =
            selection.failures.isEmpty && readings.allSatisfy { $0.problems.isEmpty && refusals[$0.key] == nil }
        return isFine ? ExitCodes.done : ExitCodes.failed
    }

    private func json(_ reading: PluginReading, _ refusal: RefusedBuild?, _ folders: PluginFolders) -> JSONValue {
        var members: [String: JSONValue] = [
            "kind": .string(reading.bundle.kind.rawValue),
            "name": .string(reading.bundle.name),
            "file": .string(reading.bundle.mainFile),
            "from": .string(folders.origin(of: reading.bundle)),
            "generation": .string(reading.bundle.hash),
            "problems": .array(reading.problems.map(\.json)),
        ]
        members["version"] = (reading.manifest?.version).map(JSONValue.string)
        members["summary"] = (reading.manifest?.summary).map(JSONValue.string)
        members["refused"] = refusal?.json
        return .object(members)
    }

    private func show(
        _ readings: [PluginReading],
        _ refusals: [String: RefusedBuild],
        _ selection: PluginSelection,
        _ console: Console
    ) {
        var table = TextTable([
            .init("kind"), .init("name"), .init("version"), .init("from"), .init("generation"),
            .init("summary", givesWay: true),
        ])
        for reading in readings {
            let count = reading.problems.count
            let problem = count == 1 ? "does not load" : "\(count) problems"
            let refused = refusals[reading.key].map { "refused; \($0.running) still runs" }
            table.add([
                reading.bundle.kind.rawValue,
                reading.bundle.name,
                reading.manifest?.version ?? "-",
                selection.folders.origin(of: reading.bundle),
                reading.generation,
                refused ?? (reading.problems.isEmpty ? reading.manifest?.summary ?? "" : problem),
            ])
        }
        console.print(table)
        for problem in readings.flatMap(\.problems) { console.complain(PlainText.lines(problem.text)) }
    }
}
