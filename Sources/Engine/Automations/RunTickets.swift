import PluginHost
import Synchronization
import TicketModel

/// What a run's handlers read tickets through: live, over the desk.
///
/// It remembers the last reading of each ticket and of its messages: messages are read once, until the ticket is read
/// again. A listing goes through its connections one after the other; one that fails is told of at the end.
final class RunTickets: TicketSource, Sendable {
    private struct Listing {
        var upcoming: [ListingReader]
        var failure: TicketFailure?
    }

    private struct State {
        var known: [TicketID: TicketWithMessages] = [:]
        var listings: [Int: Listing] = [:]
        var listingCount = 0
        var notes: [String] = []
    }

    private let desk: TicketDesk
    private let state = Mutex(State())

    init(desk: TicketDesk) {
        self.desk = desk
    }

    /// The last reading of each ticket.
    var known: [TicketID: TicketWithMessages] { state.withLock(\.known) }

    /// What the listings had to say, each once.
    var notes: [String] { state.withLock(\.notes) }

    /// Takes in what was read elsewhere.
    func remember(_ tickets: [Ticket], messages: [TicketID: [Message]] = [:]) {
        state.withLock { state in
            for ticket in tickets {
                let earlier = state.known[ticket.id]
                // Messages stay known while the ticket has not changed.
                let kept = earlier?.ticket == ticket ? earlier?.messages : nil
                state.known[ticket.id] = TicketWithMessages(ticket: ticket, messages: messages[ticket.id] ?? kept)
            }
        }
    }

    /// Drops what was read of tickets that may have changed since.
    func forget(_ ids: [TicketID]) {
        state.withLock { state in
            for id in ids { state.known[id] = nil }
        }
    }

    func capabilities(of connection: String) -> Capabilities? {
        try? desk.connector(named: connection).capabilities
    }

    func get(_ id: TicketID) async throws(TicketFailure) -> Ticket {
        let read = try await desk.read(id, through: try desk.connector(for: id))
        state.withLock { $0.known[id] = TicketWithMessages(ticket: read.ticket, messages: read.messages) }
        return read.ticket
    }

    func messages(of ticket: Ticket) async throws(TicketFailure) -> [Message] {
        if let known = state.withLock({ $0.known[ticket.id]?.messages }) { return known }
        let connector = try desk.connector(for: ticket.id)
        guard connector.capabilities.has(.messages) else {
            throw .unsupported(.messages, provider: connector.provider, connection: connector.connection)
        }
        let messages = try await connector.messages(of: ticket)
        state.withLock { state in
            let last = state.known[ticket.id]?.ticket ?? ticket
            state.known[ticket.id] = TicketWithMessages(ticket: last, messages: messages)
        }
        return messages
    }

    // MARK: Listings

    func list(
        _ filter: TicketFilter,
        after listing: TicketListingHandle?
    ) async throws(TicketFailure) -> TicketBatch {
        let handle = listing ?? begin(filter)
        while let reader = state.withLock({ $0.listings[handle.number]?.upcoming.first }) {
            do throws(TicketFailure) {
                if let batch = try await reader.next() {
                    noteOnce(batch.notes)
                    remember(batch.tickets, messages: batch.messages)
                    // A deleted ticket is only still listed; there is nothing to be done at it.
                    let living = batch.tickets.filter { !$0.deleted }
                    guard living.isEmpty else { return TicketBatch(tickets: living, listing: handle) }
                } else {
                    pass(reader, of: handle, failure: nil)
                }
            } catch {
                pass(reader, of: handle, failure: error)
            }
        }
        let ended = state.withLock { $0.listings.removeValue(forKey: handle.number) }
        if let failure = ended?.failure { throw failure }
        return TicketBatch(tickets: [], listing: handle)
    }

    private func begin(_ filter: TicketFilter) -> TicketListingHandle {
        let (connectors, failures) = desk.reach(of: filter)
        let readers = connectors.map { desk.listing(of: $0, filter).reader() }
        return state.withLock { state in
            state.listingCount += 1
            state.listings[state.listingCount] = Listing(upcoming: readers, failure: failures.first)
            return TicketListingHandle(number: state.listingCount)
        }
    }

    private func pass(_ reader: ListingReader, of handle: TicketListingHandle, failure: TicketFailure?) {
        state.withLock { state in
            guard var listing = state.listings[handle.number] else { return }
            listing.upcoming.removeAll { $0 === reader }
            listing.failure = listing.failure ?? failure
            state.listings[handle.number] = listing
        }
    }

    private func noteOnce(_ notes: [String]) {
        state.withLock { state in
            state.notes += notes.filter { !state.notes.contains($0) }
        }
    }
}
