package import TicketModel

/// The Swift face over one connection's ticket system.
///
/// `PluginConnector` binds a provider plugin to a connection; `ScriptedConnector` holds the made-up tickets of a spec.
/// Every failure is a `TicketFailure` that names the connection; an operation that the provider lacks is `unsupported`
/// before any request is made.
package protocol TicketConnector: Sendable {
    /// The connection's name in `usher.yaml`.
    var connection: String { get }
    /// The provider plugin's name.
    var provider: String { get }
    /// What can be asked of this connection under its settings.
    var capabilities: Capabilities { get }

    /// Reads one page. The caller evaluates whatever of the filter the page does not say was applied.
    func page(_ filter: TicketFilter, at cursor: PageCursor?) async throws(TicketFailure) -> TicketPage
    /// Reads one ticket live, with its messages where the same answer carries them.
    func get(_ id: String) async throws(TicketFailure) -> TicketWithMessages
    /// Reads the messages of a ticket, oldest first.
    func messages(of ticket: Ticket) async throws(TicketFailure) -> [Message]
    /// Makes one change.
    ///
    /// `ticket`: what was last read of the effect's ticket; only its id where nothing was.
    /// `key`: the idempotency key, stable for this effect.
    func write(_ effect: Effect, to ticket: Ticket?, key: String) async throws(TicketFailure) -> WriteOutcome
    /// Reads back whether an effect landed; nil where reading cannot tell.
    ///
    /// `ticket`: what was last read of the effect's ticket; nil for a ticket that was to be created.
    /// `sentAt`: when the write began to be sent.
    func landed(
        _ effect: Effect,
        on ticket: Ticket?,
        key: String,
        sentAt: Timestamp
    ) async throws(TicketFailure) -> Bool?
    /// Proves the credentials with a read.
    func check() async throws(TicketFailure)
}

/// What a connection can be asked for.
package struct Capabilities: Sendable, Hashable {
    package var operations: Set<TicketOperation>
    /// The provider's own word for each status a ticket can be set to.
    package var statusTargets: [TicketStatus: String]
    /// The provider's own words that may be set; nil where any word may be tried.
    package var rawStatuses: [String]?
    package var priorityTargets: [TicketPriority: String]
    /// What else a write does, by operation: `reply` → `reopens`.
    package var sideEffects: [String: String]
    /// Operations that the provider lacks and the host's store does in its place.
    package var kept: Set<TicketOperation> = []

    package init(
        operations: Set<TicketOperation>,
        statusTargets: [TicketStatus: String] = [:],
        rawStatuses: [String]? = nil,
        priorityTargets: [TicketPriority: String] = [:],
        sideEffects: [String: String] = [:]
    ) {
        self.operations = operations
        self.statusTargets = statusTargets
        self.rawStatuses = rawStatuses
        self.priorityTargets = priorityTargets
        self.sideEffects = sideEffects
    }

    package func has(_ operation: TicketOperation) -> Bool {
        operations.contains(operation)
    }
}

/// Where a page begins: what the provider plugin gave, which only it understands, or a page's number.
package enum PageCursor: Sendable, Hashable {
    case opaque(String)
    case page(Int)
}

/// One page of a listing.
package struct TicketPage: Sendable, Equatable {
    package var tickets: [Ticket]
    package var next: PageCursor?
    /// How many tickets there are in all, as far as the provider tells.
    package var total: Int?
    /// How many pages there are, where they may be asked for side by side.
    package var pages: Int?
    /// What of the filter the provider has evaluated.
    package var applied: Set<TicketFilter.Key>

    package init(
        tickets: [Ticket],
        next: PageCursor? = nil,
        total: Int? = nil,
        pages: Int? = nil,
        applied: Set<TicketFilter.Key> = []
    ) {
        self.tickets = tickets
        self.next = next
        self.total = total
        self.pages = pages
        self.applied = applied
    }
}

/// A ticket, and its messages where they came with it.
package struct TicketWithMessages: Sendable, Equatable {
    package var ticket: Ticket
    package var messages: [Message]?

    package init(ticket: Ticket, messages: [Message]? = nil) {
        self.ticket = ticket
        self.messages = messages
    }
}

/// What a write's answer told.
package struct WriteOutcome: Sendable, Equatable {
    /// The provider's id of the message or ticket that was made.
    package var id: String?
    /// The ticket as the answer showed it.
    package var ticket: Ticket?
    /// What did not happen beside the write, which landed: one sentence.
    package var warning: String?

    package init(id: String? = nil, ticket: Ticket? = nil, warning: String? = nil) {
        self.id = id
        self.ticket = ticket
        self.warning = warning
    }
}
