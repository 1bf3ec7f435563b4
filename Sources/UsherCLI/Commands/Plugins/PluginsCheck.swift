import ArgumentParser
import PluginHost
import TicketModel

struct PluginsCheck: HostCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check what plugins declare, and print every problem with its file and line.",
        discussion: """
            Loading a plugin only declares: nothing is sent, and no handler runs. Without a path all plugins are \
            checked, those of usher.yaml and the shipped ones.

            Examples:
              usher plugins check
              usher plugins check plugins/automations/hello.lua
              usher plugins check ../our-plugins --json
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
        let readings = await PluginReading.all(selection.bundles)
        let unread = selection.failures.map { (name: $0.plugin, problems: [PluginProblem($0)]) }
        let checked = readings.map { (name: $0.bundle.name, problems: $0.problems) } + unread
        let count = checked.reduce(0) { $0 + $1.problems.count }
        if output.json {
            console.print([
                "plugins": .array(
                    checked.map { ["name": .string($0.name), "problems": .array($0.problems.map(\.json))] }
                )
            ])
        } else {
            for problem in checked.flatMap(\.problems) { console.print(PlainText.lines(problem.text)) }
            let plugins = checked.count == 1 ? "1 plugin" : "\(checked.count) plugins"
            console.print("\(plugins), \(count == 1 ? "1 problem" : "\(count) problems")")
        }
        return count == 0 ? ExitCodes.done : ExitCodes.failed
    }
}
