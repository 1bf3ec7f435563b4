import ArgumentParser
import PluginHost
import TicketModel

struct PluginsList: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the plugins that are found, and where each is from.",
        discussion: """
            Without a usher.yaml the shipped plugins are listed. One that does not load is listed with its problems, \
            one that the daemon refused with the reason and with the version that still runs, one whose file is gone with \
            the version that runs without it, and the exit code is 1.

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
        let stored = await StoredPlugins(beside: selection.bundles, host, console)
        if output.json {
            console.print([
                "plugins": .array(
                    readings.map { json($0, stored.refusals[$0.key], selection.folders) } + stored.gone.map(\.json)
                ),
                "errors": .array(selection.failures.map { PluginProblem($0).json }),
            ])
        } else {
            show(readings, stored, selection, console)
        }
        for reading in readings {
            guard let refusal = stored.refusals[reading.key] else { continue }
            console.complain(PlainText.line("\(reading.bundle.mainFile): \(refusal.sentence)"))
        }
        for plugin in stored.gone { console.complain(PlainText.line(plugin.sentence)) }
        for failure in selection.failures { console.complain(failure.description) }
        let isFine =
            selection.failures.isEmpty && stored.gone.isEmpty
            && readings.allSatisfy { $0.problems.isEmpty && stored.refusals[$0.key] == nil }
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
        _ stored: StoredPlugins,
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
            let refused = stored.refusals[reading.key].map { "refused; \($0.running) still runs" }
            table.add([
                reading.bundle.kind.rawValue,
                reading.bundle.name,
                reading.manifest?.version ?? "-",
                selection.folders.origin(of: reading.bundle),
                reading.generation,
                refused ?? (reading.problems.isEmpty ? reading.manifest?.summary ?? "" : problem),
            ])
        }
        for plugin in stored.gone {
            table.add([
                plugin.kind, plugin.name, plugin.version, "the store", plugin.generation,
                "its file is gone; it still runs",
            ])
        }
        console.print(table)
        for problem in readings.flatMap(\.problems) { console.complain(PlainText.lines(problem.text)) }
    }
}
