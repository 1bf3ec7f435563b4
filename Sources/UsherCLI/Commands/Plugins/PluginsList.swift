import ArgumentParser
import PluginHost
import TicketModel

struct PluginsList: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the plugins that are found, and where each is from.",
        discussion: """
            Without a usher.yaml the shipped plugins are listed. One that does not load is listed with its problems, \
            and the exit code is 1.

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
        if output.json {
            console.print([
                "plugins": .array(readings.map { json($0, selection.folders) }),
                "errors": .array(selection.failures.map { PluginProblem($0).json }),
            ])
        } else {
            show(readings, selection, console)
        }
        for failure in selection.failures { console.complain(failure.description) }
        let isFine = selection.failures.isEmpty && readings.allSatisfy(\.problems.isEmpty)
        return isFine ? ExitCodes.done : ExitCodes.failed
    }

    private func json(_ reading: PluginReading, _ folders: PluginFolders) -> JSONValue {
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
        return .object(members)
    }

    private func show(_ readings: [PluginReading], _ selection: PluginSelection, _ console: Console) {
        var table = TextTable([
            .init("kind"), .init("name"), .init("version"), .init("from"), .init("generation"),
            .init("summary", givesWay: true),
        ])
        for reading in readings {
            let count = reading.problems.count
            let problem = count == 1 ? "does not load" : "\(count) problems"
            table.add([
                reading.bundle.kind.rawValue,
                reading.bundle.name,
                reading.manifest?.version ?? "-",
                selection.folders.origin(of: reading.bundle),
                reading.generation,
                reading.problems.isEmpty ? reading.manifest?.summary ?? "" : problem,
            ])
        }
        console.print(table)
        for problem in readings.flatMap(\.problems) { console.complain(PlainText.lines(problem.text)) }
    }
}
