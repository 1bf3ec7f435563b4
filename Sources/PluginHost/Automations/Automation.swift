package import TicketModel

/// An automation plugin with its settings, ready to be called.
///
/// Every call runs one handler to its end and answers with what it asked for; nothing is sent from here.
package protocol Automation: Sendable {
    /// The name in `usher.yaml`, which is the plugin's.
    var name: String { get }
    var version: String { get }
    var manifest: AutomationManifest { get }

    /// Calls a handler. A handler that fails asks for nothing: its effects are not in the error.
    func run(_ handler: AutomationHandler, in world: AutomationWorld) async throws(PluginFailure) -> HandlerOutcome
    /// Asks a trigger's Lua condition.
    func accepts(_ change: TicketChange, trigger: Int, in world: AutomationWorld) async throws(PluginFailure) -> Bool
    /// The filter of a schedule whose `each` is a function.
    func filter(ofSchedule schedule: Int, in world: AutomationWorld) async throws(PluginFailure) -> TicketFilter
}

/// Which function of an automation is called, and with what.
package enum AutomationHandler: Sendable {
    /// The place of the trigger in the manifest.
    case trigger(Int, TicketChange)
    /// The place of the schedule in the manifest, and the ticket where it has `each`.
    case schedule(Int, Ticket?)
    case later(String, payload: JSONValue)
}

/// What a handler sees of the world.
package struct AutomationWorld: Sendable {
    package var tickets: any TicketSource
    package var storage: any PluginStorage
    package var mode: RunMode
    /// The slot that it runs for; `nil` for a trigger's handler, and where somebody runs it by hand.
    package var slot: Timestamp?
    /// The wall clock.
    package var now: @Sendable () -> Timestamp

    package init(
        tickets: any TicketSource,
        storage: any PluginStorage,
        mode: RunMode,
        slot: Timestamp? = nil,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.tickets = tickets
        self.storage = storage
        self.mode = mode
        self.slot = slot
        self.now = now
    }
}

/// Whether an automation's effects are delivered.
package enum RunMode: String, Sendable, CaseIterable {
    case off, shadow, live
}

/// A plugin's small durable store, as a run reads it.
///
/// What a run writes is in its outcome, and is kept with its end.
package protocol PluginStorage: Sendable {
    func value(of key: String) async throws(TicketFailure) -> JSONValue?
}

/// What a handler asked for.
package struct HandlerOutcome: Sendable, Equatable {
    package var effects: [Effect]
    /// What it wrote to `ctx.state`; null removes a key.
    package var stateWrites: [String: JSONValue]
    package var log: [LogLine]
    /// What the call has used.
    package var usage: CallUsage?

    package init(
        effects: [Effect] = [],
        stateWrites: [String: JSONValue] = [:],
        log: [LogLine] = [],
        usage: CallUsage? = nil
    ) {
        self.effects = effects
        self.stateWrites = stateWrites
        self.log = log
        self.usage = usage
    }
}

/// A line that a plugin printed or logged.
package struct LogLine: Sendable, Equatable {
    package enum Level: String, Sendable {
        case info, warning
    }

    package var level: Level
    package var text: String

    package init(_ level: Level, _ text: String) {
        self.level = level
        self.text = text
    }
}
