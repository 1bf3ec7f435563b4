package import TicketModel

/// A change as it stands in the change log.
package struct RecordedChange: Sendable, Equatable {
    /// Its number in the log; numbers of concurrent transactions may be committed out of order.
    package var id: Int64
    /// What happened, with the ticket as it is after the change.
    package var change: TicketChange
    /// The key of our effect that this is the echo of.
    package var cause: String?
    /// How many automations stand before it in a row; 0 where nothing of ours caused it.
    package var depth: Int
    /// Whether it was found by a first sync, or one after a lost cursor: then it triggers nothing.
    package var baseline: Bool
    package var seenAt: Timestamp
    /// What differs: field → `{"from": …, "to": …}`; what was absent or has become so is left out.
    package var difference: JSONValue

    package init(
        id: Int64,
        change: TicketChange,
        cause: String? = nil,
        depth: Int = 0,
        baseline: Bool = false,
        seenAt: Timestamp,
        difference: JSONValue = .object([:])
    ) {
        self.id = id
        self.change = change
        self.cause = cause
        self.depth = depth
        self.baseline = baseline
        self.seenAt = seenAt
        self.difference = difference
    }
}
