package import PluginHost
package import TicketModel

/// What a run by hand looked at and did.
package struct RunReport: Sendable, Equatable {
    package var automation: String
    /// The plugin's version.
    package var version: String
    package var mode: RunMode
    /// Every handler that was considered, in order.
    package var considered: [HandlerReport]
    /// Reading that failed; what was read until then was dealt with.
    package var failures: [TicketFailure]
    /// What is worth knowing, one sentence each.
    package var notes: [String]

    /// Every effect's delivery, in order.
    package var deliveries: [Delivery] { considered.flatMap(\.deliveries) }
}

/// One handler, looked at for one ticket or for none.
package struct HandlerReport: Sendable, Equatable {
    package enum Verdict: Sendable, Equatable {
        /// It was called.
        case fired
        case passedOver(because: String)
    }

    /// `triggers[1] ticket.created` or `schedules.sweep`.
    package var handler: String
    package var ticket: TicketID?
    package var verdict: Verdict
    /// What it asked for; nothing where it failed.
    package var effects: [Effect]
    /// What became of each effect.
    package var deliveries: [Delivery]
    /// What it wrote to `ctx.state`; null removes a key.
    package var stateWrites: [String: JSONValue]
    package var log: [LogLine]
    /// What its call has used; nil where it was not called.
    package var usage: CallUsage?
    package var failure: PluginFailure?
    /// Why it could not take place at all.
    package var problem: TicketFailure?
    /// The run of the store that it was; nil in shadow, and where none began.
    package var run: Int64?

    init(handler: String, ticket: TicketID?, verdict: Verdict) {
        self.handler = handler
        self.ticket = ticket
        self.verdict = verdict
        effects = []
        deliveries = []
        stateWrites = [:]
        log = []
    }
}
