import Store
import TicketModel

/// What becomes of a ticket that a listing which ended cleanly did not show.
///
/// A deletion is believed when a read of the ticket finds nothing, or, where a single ticket cannot be read, when two such
/// listings in a row did not show it. Many providers leave old tickets out of their listings: one that can still be
/// read is no longer in doubt, and is asked for again only after a while.
struct DeletionRule {
    enum Verdict: Equatable {
        /// Keep it; it was seen too lately, or asked for lately.
        case keep
        /// Note the listing, and wait for the next one.
        case note
        /// Read it: that decides.
        case ask
        case gone
    }

    /// Whether a single ticket can be read.
    var canAsk: Bool
    /// Whether the listing showed as many rows as the provider counted.
    var isComplete: Bool
    /// The number of the listing.
    var listing: Int64
    /// How long a ticket that is not listed but can be read is left alone.
    var askAgainAfter = TimeSpan.hours(24)

    func verdict(on ticket: TicketRows.Present, now: Timestamp) -> Verdict {
        if canAsk {
            guard ticket.missingIn != nil else { return .ask }
            return now - ticket.readAt >= askAgainAfter ? .ask : .keep
        }
        guard isComplete else { return .keep }
        guard let missingIn = ticket.missingIn else { return .note }
        return missingIn < listing ? .gone : .keep
    }
}
