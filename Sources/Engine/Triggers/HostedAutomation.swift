package import PluginHost

/// An automation as `usher.yaml` wants it.
package struct HostedAutomation: Sendable {
    package let automation: any Automation
    /// What becomes of its effects.
    package let mode: RunMode
    /// The connections it works at; `nil` for all.
    package let connections: [String]?
    /// How much it may say to requesters.
    package let replies: ReplyLimits

    package init(
        _ automation: any Automation,
        mode: RunMode,
        connections: [String]? = nil,
        replies: ReplyLimits = ReplyLimits()
    ) {
        self.automation = automation
        self.mode = mode
        self.connections = connections
        self.replies = replies
    }

    func worksAt(_ connection: String) -> Bool { connections?.contains(connection) ?? true }
}

/// The automations that a process works with, by name.
package struct AutomationSet: Sendable {
    /// Those that are not off, by name.
    let members: [HostedAutomation]
    private let byName: [String: HostedAutomation]

    /// Those that are `off` are left out.
    package init(_ automations: [HostedAutomation]) {
        members = automations.filter { $0.mode != .off }.sorted { $0.automation.name < $1.automation.name }
        byName = Dictionary(members.map { ($0.automation.name, $0) }) { first, _ in first }
    }

    /// How many there are.
    package var count: Int { members.count }

    /// Whether any of them may act.
    package var hasLive: Bool { members.contains { $0.mode == .live } }

    /// The automation of a name, unless it is off.
    package subscript(_ name: String) -> HostedAutomation? { byName[name] }
}
