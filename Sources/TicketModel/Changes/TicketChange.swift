/// What can happen to a ticket; a trigger names one of them.
package enum ChangeKind: String, Sendable, Hashable, CaseIterable {
    case ticketCreated = "ticket.created"
    case ticketUpdated = "ticket.updated"
    case statusChanged = "ticket.status_changed"
    case ticketDeleted = "ticket.deleted"
    case messageAdded = "message.added"
}

/// Who caused a change.
package enum Actor: String, Sendable, Hashable, CaseIterable {
    case requester, agent, `operator`, system
    /// An automation of ours.
    case usher
    case unknown
}

/// Something that happened to a ticket.
package struct TicketChange: Sendable, Equatable {
    package var kind: ChangeKind
    /// The ticket as it is after the change.
    package var ticket: Ticket
    /// The message that was added, for `message.added`.
    package var message: Message?
    package var actor: Actor
    /// The status before, where it is known.
    package var from: ObservedStatus?
    /// The status after, where the change is one of status.
    package var to: ObservedStatus?

    /// A change of a kind to a ticket.
    package init(
        kind: ChangeKind,
        ticket: Ticket,
        message: Message? = nil,
        actor: Actor = .unknown,
        from: ObservedStatus? = nil,
        to: ObservedStatus? = nil
    ) {
        self.kind = kind
        self.ticket = ticket
        self.message = message
        self.actor = actor
        self.from = from
        self.to = to
    }
}
