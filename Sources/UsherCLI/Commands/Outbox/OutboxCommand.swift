import ArgumentParser

struct OutboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "Show what automations asked for and what became of it, and decide what only a person can.",
        subcommands: [OutboxList.self, OutboxShow.self, OutboxResolve.self, OutboxRedrive.self]
    )
}
