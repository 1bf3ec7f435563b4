import ArgumentParser

struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "Back the database up, restore and move it, check and measure it, and erase a person from it.",
        subcommands: [
            StoreBackup.self, StoreRestore.self, StoreCheckCommand.self, StoreSizeCommand.self, StoreMove.self,
            StoreErase.self,
        ]
    )
}
