import ArgumentParser

struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "Show what automations ran, and let failed runs be tried again.",
        subcommands: [RunsList.self, RunsShow.self, RunsRetry.self, RunsExport.self]
    )
}
