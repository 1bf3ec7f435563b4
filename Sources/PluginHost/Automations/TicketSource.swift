package import TicketModel

/// What an automation reads tickets through.
///
/// `Engine` provides it.
package protocol TicketSource: Sendable {
    /// The next tickets that match, in no promised order; an empty list ends the listing.
    ///
    /// `listing`: what the call before answered; nil begins.
    func list(_ filter: TicketFilter, after listing: TicketListingHandle?) async throws(TicketFailure) -> TicketBatch
    func get(_ id: TicketID) async throws(TicketFailure) -> Ticket
    func messages(of ticket: Ticket) async throws(TicketFailure) -> [Message]
    /// What the ticket's connection can be asked for; nil for a connection that does not exist.
    func capabilities(of connection: String) -> Capabilities?
}

/// A listing under way, by its number in the source that began it.
package struct TicketListingHandle: Sendable, Hashable {
    package let number: Int

    package init(number: Int) {
        self.number = number
    }
}

/// Some of a listing's tickets, and how to go on.
package struct TicketBatch: Sendable {
    package var tickets: [Ticket]
    package var listing: TicketListingHandle

    package init(tickets: [Ticket], listing: TicketListingHandle) {
        self.tickets = tickets
        self.listing = listing
    }
}
