package import PluginHost
import Store
package import TicketModel

/// A read of one ticket, to be compared with the mirror.
package struct MirrorRead: Sendable {
    package var ticket: Ticket
    /// Oldest first; nil where they were not read.
    package var messages: [Message]?
    package var source: ReadSource
    /// When the request began, by our clock; for the answer to a write, when the answer came.
    package var begunAt: Timestamp
    /// Whether what differs is no news.
    package var baseline: Bool
    /// What a write does beside, by operation, as the connection's capabilities tell.
    package var sideEffects: [String: String]
    /// The ticket as it is stored, where that was made already.
    var texts: TicketTexts?
    /// The hash of those.
    var listedHash: Int64?

    /// A read of a ticket, with its messages where they were read.
    package init(
        _ read: TicketWithMessages,
        from source: ReadSource,
        begunAt: Timestamp,
        baseline: Bool = false,
        sideEffects: [String: String] = [:]
    ) {
        ticket = read.ticket
        messages = read.messages
        self.source = source
        self.begunAt = begunAt
        self.baseline = baseline
        self.sideEffects = sideEffects
    }
}
