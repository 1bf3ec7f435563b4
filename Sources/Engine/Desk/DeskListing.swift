package import TicketModel

/// What a listing over several connections found.
package struct DeskListing: Sendable, Equatable {
    /// Newest first, by the last update, else by creation; then by id.
    package var tickets: [Ticket]
    /// The messages that the filter had to read, by ticket.
    package var messages: [TicketID: [Message]]
    /// One for each connection that could not be read to its end; what it gave until then is among the tickets.
    package var failures: [TicketFailure]
    /// What is worth knowing, one sentence each.
    package var notes: [String]

    package init(
        tickets: [Ticket] = [],
        messages: [TicketID: [Message]] = [:],
        failures: [TicketFailure] = [],
        notes: [String] = []
    ) {
        self.tickets = tickets
        self.messages = messages
        self.failures = failures
        self.notes = notes
    }
}

/// A ticket read live, to be shown.
package struct ShownTicket: Sendable, Equatable {
    package var ticket: Ticket
    /// Oldest first; nil where the provider does not tell them.
    package var messages: [Message]?
    /// What is worth knowing, one sentence each.
    package var notes: [String]
}

/// A connection that could not be set up.
package struct FailedConnection: Sendable, Equatable {
    package var name: String
    package var failure: TicketFailure

    package init(name: String, failure: TicketFailure) {
        self.name = name
        self.failure = failure
    }
}
