import Engine
import PluginHost
import TicketModel

/// An automation plugin as `usher.yaml` wants it run.
struct ListedAutomation: Sendable {
    let plugin: PluginAutomation
    /// The connections it may work at; nil for all.
    let connections: [String]?
    /// How much it may say to requesters.
    let replies: ReplyLimits
    /// Whether `usher.yaml` lists it.
    let isListed: Bool
    /// What the operator should know.
    let notes: [String]
}

extension HostAssembly {
    /// Loads an automation with its settings and limits.
    ///
    /// One that `usher.yaml` does not list has its default settings, and all connections.
    func automation(named name: String) async throws(CommandFailure) -> ListedAutomation {
        let listed = configuration.automations.first { $0.name == name }
        let path = listed == nil ? "automations" : "automations.\(name)"
        let given = given(listed?.settings ?? [:], at: "\(path).settings", line: listed?.line ?? 1)
        let limits = PluginLimits(listed?.limits ?? AutomationLimits())
        guard let result = await shelf.load(.automation, named: [name], limits: limits)[name] else {
            throw CommandFailure(.configuration, [Sentence.of(shelf.missing(.automation, name))])
        }
        let generation = try loaded(result)
        let settings = try given.checked(against: generation.manifest)
        guard let plugin = PluginAutomation(generation, settings: settings) else {
            throw CommandFailure(
                .configuration,
                ["\(name) is no automation, but a \(generation.manifest.kind.rawValue)."]
            )
        }
        let note = "\(name) is not listed in \(configuration.file): it runs with its default settings, in shadow only."
        return ListedAutomation(
            plugin: plugin,
            connections: listed?.connections,
            replies: ReplyLimits(listed?.limits ?? AutomationLimits()),
            isListed: listed != nil,
            notes: listed == nil ? [note] : []
        )
    }
}

extension PluginLimits {
    /// The host's limits, narrowed by those of `usher.yaml`.
    init(_ limits: AutomationLimits) {
        let usual = PluginLimits()
        self.init(
            memory: min(limits.memory.map { Int(clamping: $0.bytes) } ?? usual.memory, Self.mostMemory),
            cpu: min(limits.cpu?.duration ?? usual.cpu, Self.mostTime),
            deadline: min(limits.deadline?.duration ?? usual.deadline, Self.latest),
            steps: min(limits.steps ?? usual.steps, Self.mostSteps),
            hostCalls: min(limits.hostCalls ?? usual.hostCalls, Self.mostHostCalls),
            output: min(limits.output.map { Int(clamping: $0.bytes) } ?? usual.output, Self.mostMemory)
        )
    }

    // The host's own ceilings.
    private static let mostMemory = 512 << 20
    private static let mostTime = Duration.seconds(60)
    private static let latest = Duration.seconds(3600)
    private static let mostSteps = 100_000_000_000
    private static let mostHostCalls = 10_000_000
}
