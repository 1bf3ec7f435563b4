import Store
import TicketModel

/// Decides whether an automation may say one more thing to a requester.
enum ReplyCap: Sendable, Equatable {
    case go
    /// It is not sent; what follows it waits for an operator.
    case refuse(TicketFailure)
    /// Its automation has run away: all of it stops.
    case pause(because: String)

    /// How many were said before, by what is counted together; nil where that does not apply.
    struct Said: Sendable, Equatable {
        var toTicket: Int?
        var toRequester: Int?
        var byAutomation: Int
    }

    init(_ said: Said, _ limits: ReplyLimits, _ reply: ReplyTable.Reply) {
        let ticket = reply.ticket.map { TicketID(connection: reply.connection, id: $0) }
        if said.byAutomation >= limits.perAutomation.count {
            self = .pause(because: Reasons.ranAway(reply.automation, limits.perAutomation))
        } else if let count = said.toTicket, count >= limits.perTicket.count, let ticket {
            self = .refuse(.tooManyReplies(to: "\(ticket)", limits.perTicket, "replies_per_ticket", reply))
        } else if let count = said.toRequester, count >= limits.perRequester.count, let requester = reply.requester {
            self = .refuse(.tooManyReplies(to: requester, limits.perRequester, "replies_per_requester", reply))
        } else {
            self = .go
        }
    }

    /// Looks into the books; where it may go, that stands there from this commit on.
    static func take(
        _ reply: ReplyTable.Reply,
        _ limits: ReplyLimits,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws -> ReplyCap {
        func count(
            _ group: ReplyTable.Group,
            _ rate: ReplyLimits.Rate,
            from start: Timestamp? = nil
        ) throws -> Int? {
            let from = max(now - rate.window, start ?? .distantPast)
            return try ReplyTable.count(group, with: reply, after: from, in: transaction)
        }
        // Whoever let it go on has looked at what it said until then.
        let resumed = try StoreMarks.resumed(reply.automation, in: transaction)
        let said = Said(
            toTicket: try count(.ticket, limits.perTicket),
            toRequester: try count(.requester, limits.perRequester),
            byAutomation: try count(.automation, limits.perAutomation, from: resumed) ?? 0
        )
        let cap = ReplyCap(said, limits, reply)
        if cap == .go { try ReplyTable.note(reply, at: now, in: transaction) }
        return cap
    }
}

extension ReplyTable.Reply {
    /// What an entry says to a requester; nil for an operator's, and for what no requester sees.
    init?(_ record: EffectRecord, to ticket: Ticket?) {
        guard !record.isOperators, record.kind == .reply || record.kind == .create, let connection = record.connection
        else { return nil }
        let person = ticket?.requester.value
        self.init(
            effect: record.id,
            automation: record.automation,
            connection: connection,
            ticket: record.ticket?.id,
            requester: person?.email?.lowercased() ?? person?.id
        )
    }
}
