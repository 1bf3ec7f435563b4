package import PluginHost
import Synchronization

/// An automation as `usher.yaml` wants it.
package final class HostedAutomation: Sendable {
    package let automation: any Automation
    /// What becomes of its effects.
    package let mode: RunMode
    /// The connections it works at; `nil` for all.
    package let connections: [String]?
    /// How much it may say to requesters.
    package let replies: ReplyLimits
    /// Which of the plugin's bundles it is, in the order in which they became active.
    package let generation: Int64

    package init(
        _ automation: any Automation,
        mode: RunMode,
        connections: [String]? = nil,
        replies: ReplyLimits = ReplyLimits(),
        generation: Int64 = 0
    ) {
        self.automation = automation
        self.mode = mode
        self.connections = connections
        self.replies = replies
        self.generation = generation
    }

    func worksAt(_ connection: String) -> Bool { connections?.contains(connection) ?? true }
}

/// The automations that a process works with, by name.
///
/// One may be exchanged at any time: whoever looks it up from then on has the new one, and whoever has the old one in hand
/// finishes with that.
package final class AutomationSet: Sendable {
    private struct State {
        var byName: [String: HostedAutomation]
        var sorted: [HostedAutomation]

        init(_ byName: [String: HostedAutomation]) {
            self.byName = byName
            sorted = byName.values.sorted { $0.automation.name < $1.automation.name }
        }
    }

    private let state: Mutex<State>

    /// Those that are `off` are left out.
    package init(_ automations: [HostedAutomation]) {
        state = Mutex(
            State(
                Dictionary(automations.filter { $0.mode != .off }.map { ($0.automation.name, $0) }) { first, _ in
                    first
                }
            )
        )
    }

    /// Those that are not off, by name.
    package var members: [HostedAutomation] { state.withLock(\.sorted) }

    /// Which generation of each is at work.
    package var generations: [(name: String, version: String, generation: Double)] {
        members.map { ($0.automation.name, $0.automation.version, Double($0.generation)) }
    }

    /// How many there are.
    package var count: Int { members.count }

    /// Whether any of them may act.
    package var hasLive: Bool { members.contains { $0.mode == .live } }

    /// The automation of a name, unless it is off.
    package subscript(_ name: String) -> HostedAutomation? { state.withLock { $0.byName[name] } }

    /// Puts an automation in the place of the one of its name.
    package func exchange(_ hosted: HostedAutomation) {
        state.withLock { state in
            var byName = state.byName
            byName[hosted.automation.name] = hosted.mode == .off ? nil : hosted
            state = State(byName)
        }
    }
}
