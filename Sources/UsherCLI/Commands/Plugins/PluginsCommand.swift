import ArgumentParser

struct PluginsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugins",
        abstract: "List, check and test plugins, and exchange those of the daemon.",
        discussion: """
            A plugin is a Lua file, or a folder with an init.lua, under providers/, automations/ or notifiers/ of a \
            folder that usher.yaml names under plugins:. One there replaces a shipped one of the same name.
            """,
        subcommands: [
            PluginsList.self, PluginsCheck.self, PluginsTest.self, PluginsReload.self,
            PluginsAllow.self, PluginsHistory.self, PluginsRollback.self,
        ]
    )
}
