import TicketModel

/// The changes that a ticket which somebody names may just have gone through.
enum MadeUpChange {
    /// A change of a kind to a ticket, or why there is none.
    ///
    /// The messages are the thread, oldest first; nil where the provider does not tell it.
    static func occasion(of kind: ChangeKind, _ ticket: Ticket, _ messages: [Message]?) -> AutomationRun.Occasion {
        switch kind {
        case .ticketCreated:
            let actor: Actor = ticket.requester.value.map { !$0.isNobody } ?? false ? .requester : .unknown
            return .change(TicketChange(kind: kind, ticket: ticket, actor: actor))
        case .ticketUpdated:
            return .change(TicketChange(kind: kind, ticket: ticket))
        case .statusChanged:
            return .change(TicketChange(kind: kind, ticket: ticket, to: ticket.observedStatus))
        case .ticketDeleted:
            return ticket.deleted
                ? .change(TicketChange(kind: kind, ticket: ticket)) : .none(because: Reasons.notDeleted)
        case .messageAdded:
            guard let messages else { return .none(because: Reasons.noMessagesTold(ticket.provider)) }
            guard let last = messages.last else { return .none(because: Reasons.noMessages) }
            return .change(TicketChange(kind: kind, ticket: ticket, message: last, actor: actor(of: last)))
        }
    }

    private static func actor(of message: Message) -> Actor {
        switch message.author.kind {
        case .requester: .requester
        case .agent: .agent
        case .system: .system
        case .unknown: .unknown
        }
    }
}
