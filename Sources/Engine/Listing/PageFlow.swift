import PluginHost
import Synchronization
import TicketModel

/// Reads the pages of one listing as `ListingState` says, as many side by side as it allows.
///
/// What was asked for goes on between two calls of `next`; what nobody takes stays at the pages in flight, so a slow
/// reader is never overrun. Letting go of the flow cancels what is in flight.
final class PageFlow: Sendable {
    /// One page's new tickets.
    struct Answer: Sendable {
        var tickets: [Ticket]
        var applied: Set<TicketFilter.Key>
        /// When the request began.
        var begunAt: Timestamp
        var pagesRead: Int
        var pagesKnown: Int?
        /// How many tickets the provider says there are, as it told last.
        var total: Int?
    }

    /// Where answers arrive: apart from the flow, so that requests in flight do not keep the flow alive.
    private final class Inbox: Sendable {
        struct Arrival: Sendable {
            let request: PageRequest
            let begunAt: Timestamp
            let result: Result<TicketPage, TicketFailure>
        }

        let arrivals: AsyncStream<Arrival>
        let continuation: AsyncStream<Arrival>.Continuation

        init() {
            (arrivals, continuation) = AsyncStream.makeStream()
        }
    }

    private struct State {
        var listing: ListingState
        var hasBegun = false
        var isCancelled = false
        var tasks: [Int: Task<Void, Never>] = [:]
    }

    private let connector: any TicketConnector
    private let filter: TicketFilter
    private let now: @Sendable () -> Timestamp
    private let inbox = Inbox()
    private let state: Mutex<State>

    init(
        connector: any TicketConnector,
        filter: TicketFilter,
        parallelism: Int,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.connector = connector
        self.filter = filter
        self.now = now
        state = Mutex(State(listing: ListingState(connection: connector.connection, parallelism: parallelism)))
    }

    deinit {
        cancel()
    }

    /// The next page's new tickets, which may be none; nil once the listing has ended.
    ///
    /// One caller at a time.
    func next() async throws(TicketFailure) -> Answer? {
        begin()
        guard !state.withLock(\.listing.hasEnded) else { return nil }
        let inbox = inbox
        let arrival = await withTaskCancellationHandler {
            var arrivals = inbox.arrivals.makeAsyncIterator()
            return await arrivals.next(isolation: nil)
        } onCancel: {
            self.cancel()
        }
        guard let arrival else { throw .listingCancelled(connection: connector.connection) }
        do {
            return try take(arrival)
        } catch {
            cancel()
            throw error
        }
    }

    /// Ends what is in flight; nothing more is asked for.
    func cancel() {
        let tasks = state.withLock { state in
            defer { state.tasks = [:] }
            state.isCancelled = true
            return state.tasks.values
        }
        for task in tasks { task.cancel() }
        inbox.continuation.finish()
    }

    private func begin() {
        let requests = state.withLock { state -> [PageRequest] in
            guard !state.hasBegun else { return [] }
            state.hasBegun = true
            return state.listing.begin()
        }
        ask(requests)
    }

    private func take(_ arrival: Inbox.Arrival) throws(TicketFailure) -> Answer {
        let page = try arrival.result.get()
        let (step, answer) = try state.withLock { state throws(TicketFailure) -> (ListingState.Step, Answer) in
            state.tasks[arrival.request.number] = nil
            let step = try state.listing.answered(arrival.request, with: page)
            let answer = Answer(
                tickets: step.tickets,
                applied: page.applied,
                begunAt: arrival.begunAt,
                pagesRead: state.listing.pagesRead,
                pagesKnown: state.listing.pagesKnown,
                total: state.listing.total
            )
            return (step, answer)
        }
        ask(step.requests)
        return answer
    }

    private func ask(_ requests: [PageRequest]) {
        for request in requests {
            let task = Task { [connector, filter, inbox, now] in
                let begunAt = now()
                let result: Result<TicketPage, TicketFailure>
                do throws(TicketFailure) {
                    result = .success(try await connector.page(filter, at: request.cursor))
                } catch {
                    result = .failure(error)
                }
                inbox.continuation.yield(Inbox.Arrival(request: request, begunAt: begunAt, result: result))
            }
            let isCancelled = state.withLock { state in
                state.tasks[request.number] = task
                return state.isCancelled
            }
            if isCancelled { task.cancel() }
        }
    }
}
