import ArgumentParser

struct CallsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calls",
        abstract: "What the way between Lua and Swift costs."
    )

    func run() async throws {
        try await LuaBench.calls().write()
    }
}

struct StatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "states", abstract: "What a fresh Lua state costs.")

    func run() async throws {
        try await LuaBench.states().write()
    }
}

struct NeighbourCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "neighbour",
        abstract: "A short handler beside plugins that compute without end."
    )

    @Option(help: "How many plugins compute.") var burning = 8
    @Option(help: "How many calls.") var calls = 400

    func run() async throws {
        try await NeighbourBench.measure(burning: burning, calls: calls).write()
    }
}

struct AttacksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attacks",
        abstract: "How late the attacks of a corpus end after their limit."
    )

    @Option(help: "Where the corpus is.") var folder = "Tests/LuaRuntimeTests/Attacks"

    func run() async throws {
        try await AttackBench.measure(folder).write()
    }
}

struct EnduranceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "endurance",
        abstract: "Whether memory stays flat over very many runs, reloads and plugins.",
        discussion: "Without a number of anything, only what an idle plugin costs is measured."
    )

    @Option(help: "How many runs.") var runs = 0
    @Option(help: "How many reloads.") var reloads = 0
    @Option(help: "How many plugins are loaded at the same time.") var plugins = 0

    func run() async throws {
        let endurance = Endurance()
        if runs > 0 { try await endurance.runs(runs).write() }
        if reloads > 0 { try await endurance.reloads(reloads).write() }
        if plugins > 0 { try await endurance.plugins(plugins).write() }
        if runs == 0, reloads == 0, plugins == 0 { try await endurance.idle().write() }
    }
}
