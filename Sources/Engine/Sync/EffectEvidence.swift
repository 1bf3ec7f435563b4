package import Store
package import TicketModel

/// What of ours may have caused a difference at a ticket.
package protocol EffectEvidence: Sendable {
    /// Our effects on a ticket in the states `sending`, `unknown` and `delivered`, in the order they were sent.
    ///
    /// Settled ones that were sent before `since` are left out; those whose outcome is unknown always come. A `create`
    /// belongs to the ticket whose id the provider answered it with; one without an answer belongs to every
    /// ticket of its connection.
    func effects(on ticket: TicketID, since: Timestamp, in reader: any SQLReader) throws -> [SentEffect]
}

/// An effect that has left, or may have.
package struct SentEffect: Sendable, Equatable {
    /// What stands for the automation in an operator's command.
    package static let commandLine = "cli"

    /// The idempotency key.
    package var key: String
    /// The automation's name; ``commandLine`` for an operator's command.
    package var automation: String
    package var effect: Effect
    /// When the request began to be sent, by our clock.
    package var sentAt: Timestamp
    /// Whether it is known to have landed.
    package var settled: Bool
    /// The provider's id of the message or ticket that was made, where its answer told one.
    package var providerID: String?
    /// The depth of the change that its run reacted to.
    package var depth: Int

    package init(
        key: String,
        automation: String,
        effect: Effect,
        sentAt: Timestamp,
        settled: Bool,
        providerID: String? = nil,
        depth: Int = 0
    ) {
        self.key = key
        self.automation = automation
        self.effect = effect
        self.sentAt = sentAt
        self.settled = settled
        self.providerID = providerID
        self.depth = depth
    }
}

/// No effect of ours has ever left.
package struct NoEvidence: EffectEvidence {
    package init() {}

    package func effects(on ticket: TicketID, since: Timestamp, in reader: any SQLReader) throws -> [SentEffect] { [] }
}
