import PluginHost
import Synchronization
import TicketModel

/// One pass over a filtered listing, for one caller at a time.
final class ListingReader: Sendable {
    private struct State {
        var flow: PageFlow?
        var found = 0
        var hasEnded = false
        /// Whether the page before could not tell who waits.
        var cannotTellWaiting = false
    }

    private let connector: any TicketConnector
    private let filter: TicketFilter
    private let limit: Int?
    private let parallelism: Int
    private let now: Timestamp
    private let progress: @Sendable (ListingProgress) -> Void
    private let state = Mutex(State())

    init(
        connector: any TicketConnector,
        filter: TicketFilter,
        limit: Int?,
        parallelism: Int,
        now: Timestamp,
        progress: @escaping @Sendable (ListingProgress) -> Void
    ) {
        self.connector = connector
        self.filter = filter
        self.limit = limit
        self.parallelism = parallelism
        self.now = now
        self.progress = progress
    }

    /// The next tickets that match; nil once the listing has ended.
    func next() async throws(TicketFailure) -> FilteredListing.Batch? {
        do {
            guard let flow = try flow() else { return nil }
            while let answer = try await flow.next() {
                let batch = try await batch(of: answer)
                if state.withLock(\.hasEnded) { flow.cancel() }
                guard batch.tickets.isEmpty, batch.notes.isEmpty else { return batch }
                guard !state.withLock(\.hasEnded) else { return nil }
            }
            end()
            return nil
        } catch {
            end()
            throw error
        }
    }

    /// The flow of pages; nil where there is nothing to read, or nothing any more.
    private func flow() throws(TicketFailure) -> PageFlow? {
        let (current, hasEnded) = state.withLock { ($0.flow, $0.hasEnded) }
        if hasEnded { return nil }
        if let current { return current }
        guard filter.connections.isEmpty || filter.connections.contains(connector.connection), limit != 0 else {
            end()
            return nil
        }
        guard connector.capabilities.has(.list) else {
            throw .unsupported(.list, provider: connector.provider, connection: connector.connection)
        }
        let flow = PageFlow(connector: connector, filter: filter, parallelism: parallelism) { [now] in now }
        state.withLock { $0.flow = flow }
        return flow
    }

    private func end() {
        state.withLock { state in
            state.hasEnded = true
            state.flow = nil
        }
    }

    private func batch(of answer: PageFlow.Answer) async throws(TicketFailure) -> FilteredListing.Batch {
        var batch = FilteredListing.Batch(tickets: [], messages: [:], notes: [])
        let needsMessages = filter.needsMessages && !answer.applied.contains(.waitingLongerThan)
        if needsMessages, !connector.capabilities.has(.messages) {
            // Nothing that comes can match: what cannot be computed never does.
            batch.notes = [Notes.cannotTellWaiting(connector)]
            end()
        } else {
            let except = answer.applied.union([.connection, .waitingLongerThan])
            batch.tickets = answer.tickets.filter { filter.evaluate($0, now: now, except: except).isMatch }
            if needsMessages {
                batch.messages = try await connector.messages(ofAll: batch.tickets)
                batch.tickets = batch.tickets.filter { waits($0, batch.messages[$0.id], answer.applied) }
            }
            cut(&batch)
        }
        let found = state.withLock { state in
            state.found += batch.tickets.count
            return state.found
        }
        progress(
            ListingProgress(
                connection: connector.connection,
                pagesRead: answer.pagesRead,
                pages: answer.pagesKnown,
                tickets: found
            )
        )
        return batch
    }

    private func waits(_ ticket: Ticket, _ messages: [Message]?, _ applied: Set<TicketFilter.Key>) -> Bool {
        guard let messages else { return false }
        let since = ticket.waitingSince(messages: messages)
        return filter.evaluate(ticket, now: now, waitingSince: since, except: applied).isMatch
    }

    /// Leaves no more than are wanted, and ends the listing where those are all.
    private func cut(_ batch: inout FilteredListing.Batch) {
        guard let limit else { return }
        let wanted = limit - state.withLock(\.found)
        guard batch.tickets.count >= wanted else { return }
        batch.tickets = Array(batch.tickets.prefix(wanted))
        end()
    }
}
