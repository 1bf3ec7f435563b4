import PluginHost
import TicketModel

/// Whether a trigger reacts to a change of the log, before its Lua condition is asked.
enum TriggerVerdict: Sendable, Equatable {
    /// The trigger waits for something else; nobody need hear of it.
    case otherKind
    case fires
    case passes(because: String)

    /// How many automations may stand in a row.
    static let greatestDepth = 5

    /// Decides for one trigger of an automation.
    ///
    /// `causedBy`: the automation whose effect the change is the echo of. `waitingSince`: `nil` where it cannot be known.
    init(
        _ trigger: TriggerDeclaration,
        of hosted: HostedAutomation,
        on recorded: RecordedChange,
        causedBy: String?,
        waitingSince: () throws -> Presence<Timestamp>?
    ) rethrows {
        let change = recorded.change
        guard trigger.on == change.kind else {
            self = .otherKind
            return
        }
        guard hosted.worksAt(change.ticket.id.connection) else {
            self = .passes(because: Reasons.otherConnection(change.ticket.id.connection))
            return
        }
        if let reason = Self.echo(trigger, of: hosted, recorded, causedBy) {
            self = .passes(because: reason)
            return
        }
        let waiting = trigger.condition.needsMessages ? try waitingSince() : nil
        switch trigger.condition.evaluate(change, now: recorded.seenAt, waitingSince: waiting) {
        case .matches: self = .fires
        case .fails(_, let reason): self = .passes(because: reason)
        }
    }

    private static func echo(
        _ trigger: TriggerDeclaration,
        of hosted: HostedAutomation,
        _ recorded: RecordedChange,
        _ causedBy: String?
    ) -> String? {
        guard recorded.cause != nil else { return nil }
        let cause = causedBy ?? "cli"
        if cause == hosted.automation.name { return Reasons.ownEcho }
        guard trigger.cascades else { return Reasons.noCascade(cause) }
        return recorded.depth > greatestDepth ? Reasons.tooDeep(recorded.depth) : nil
    }
}
