import PluginHost
import TicketModel

/// What `once` counts by: a ticket, a requester, or a ticket within a window.
struct OnceScope: Sendable, Equatable {
    /// The mark's name.
    let name: String
    /// How long a mark counts; `nil` for ever.
    let window: TimeSpan?

    /// The scope of a trigger on a ticket; `nil` where the trigger has no `once`.
    ///
    /// A requester is known by email, else by id, over all tickets of the connection; where neither is told the ticket counts.
    /// Marks are kept for ever, so a requester stands in them as a digest.
    init?(_ once: TriggerDeclaration.Once?, ticket: Ticket) {
        switch once {
        case nil: return nil
        case .perTicket: self.init(name: "ticket \(ticket.id)", window: nil)
        case .perRequester:
            let person = ticket.requester.value
            let id = person?.email.map { $0.lowercased() } ?? person?.id
            let digest = id.map { TextDigest.hex("\(ticket.id.connection)/\($0)") }
            self.init(name: digest.map { "requester \($0)" } ?? "ticket \(ticket.id)", window: nil)
        case .window(let span): self.init(name: "window \(ticket.id)", window: span)
        }
    }

    private init(name: String, window: TimeSpan?) {
        self.name = name
        self.window = window
    }

    /// Acts at this time or before do not count any more.
    func since(_ now: Timestamp) -> Timestamp { window.map { now - $0 } ?? .distantPast }

    /// Why the trigger may not act again.
    func reason(lastAct: Timestamp) -> String {
        let scope = String(name.prefix { $0 != " " })
        return window.map { Reasons.actedWithin($0, at: lastAct) } ?? Reasons.actedOnce(per: scope, at: lastAct)
    }
}
