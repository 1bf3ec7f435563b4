package import PluginHost
import TicketModel

/// How a handler is called, in keys and for people.
struct HandlerName: Sendable, Equatable {
    /// `triggers[1]` or `schedules.sweep`.
    let key: String
    /// The key, with what a trigger waits for.
    let label: String
    /// The schedule's own name.
    private let shortName: String?

    init(trigger place: Int, _ trigger: TriggerDeclaration) {
        // Lua counts from 1.
        key = "triggers[\(place + 1)]"
        label = "\(key) \(trigger.on.rawValue)"
        shortName = nil
    }

    init(_ schedule: ScheduleDeclaration) {
        key = "schedules.\(schedule.name)"
        label = key
        shortName = schedule.name
    }

    /// Whether somebody means this handler by a word; nil means every handler.
    func answers(to word: String?) -> Bool {
        guard let word else { return true }
        return word == key || word == label || word == shortName
    }
}

extension AutomationManifest {
    /// Whether a run that names a handler could still be called.
    package func has(handler key: String) -> Bool {
        handlerNames.contains { $0.key == key } || later.contains { "later.\($0)" == key }
    }

    var handlerNames: [HandlerName] {
        triggers.enumerated().map { HandlerName(trigger: $0.offset, $0.element) } + schedules.map(HandlerName.init)
    }
}
