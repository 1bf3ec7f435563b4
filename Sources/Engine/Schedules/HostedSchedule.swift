package import PluginHost
package import TicketModel

/// A schedule of an automation that is not off.
package struct HostedSchedule: Sendable {
    package let hosted: HostedAutomation
    package let declaration: ScheduleDeclaration
    let rules: SlotRules

    /// How it is called, in pauses too: `escalate-stale/sweep`.
    package var key: String { Self.key(hosted.automation.name, declaration.name) }

    init(_ hosted: HostedAutomation, _ declaration: ScheduleDeclaration) {
        self.hosted = hosted
        self.declaration = declaration
        rules = SlotRules(declaration, key: Self.key(hosted.automation.name, declaration.name))
    }

    /// When a slot may begin: the calendar's time and the schedule's part of its jitter.
    package func due(_ slot: Timestamp) -> Timestamp { rules.due(slot) }

    static func key(_ automation: String, _ name: String) -> String { "\(automation)/\(name)" }
}

extension AutomationSet {
    /// Every schedule, in the order of the automations' names.
    package var schedules: [HostedSchedule] {
        members.flatMap { hosted in
            hosted.automation.manifest.schedules.map { HostedSchedule(hosted, $0) }
        }
    }
}

/// A schedule with its row.
struct AdoptedSchedule: Sendable {
    let id: Int64
    let generation: Int64
    let schedule: HostedSchedule

    var rules: SlotRules { schedule.rules }
    var mode: String { schedule.hosted.mode.rawValue }
}
