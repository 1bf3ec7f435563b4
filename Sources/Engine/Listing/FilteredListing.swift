package import PluginHost
package import TicketModel

/// The tickets of one connection that a filter lets through, as their pages come.
///
/// Whatever the provider has not evaluated of the filter is evaluated here, at one moment for the whole listing. Every
/// ticket comes once. The first failure ends it; what came before stands.
package struct FilteredListing: AsyncSequence, Sendable {
    package typealias Element = Batch
    package typealias Failure = TicketFailure

    /// Some of a listing's tickets: at least one, but for a batch that only carries notes.
    package struct Batch: Sendable, Equatable {
        package var tickets: [Ticket]
        /// The messages that the filter had to read, by ticket.
        package var messages: [TicketID: [Message]]
        /// What the reader of the listing should know, one sentence each.
        package var notes: [String]
    }

    private let connector: any TicketConnector
    private let filter: TicketFilter
    private let limit: Int?
    private let parallelism: Int
    private let now: @Sendable () -> Timestamp
    private let progress: @Sendable (ListingProgress) -> Void

    /// A listing that begins when it is iterated over.
    ///
    /// The limit is how many tickets are enough: what is in flight then is cancelled. The parallelism is how many pages
    /// are asked for side by side where the provider tells their number. The wall clock is asked once.
    package init(
        connector: any TicketConnector,
        filter: TicketFilter,
        limit: Int? = nil,
        parallelism: Int = 4,
        now: @escaping @Sendable () -> Timestamp,
        progress: @escaping @Sendable (ListingProgress) -> Void = { _ in }
    ) {
        self.connector = connector
        self.filter = filter
        self.limit = limit
        self.parallelism = parallelism
        self.now = now
        self.progress = progress
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(reader: reader())
    }

    func reader() -> ListingReader {
        ListingReader(
            connector: connector,
            filter: filter,
            limit: limit,
            parallelism: parallelism,
            now: now(),
            progress: progress
        )
    }

    package struct Iterator: AsyncIteratorProtocol {
        package typealias Element = Batch
        package typealias Failure = TicketFailure

        let reader: ListingReader

        package mutating func next() async throws(TicketFailure) -> Batch? {
            try await reader.next()
        }

        package mutating func next(
            isolation actor: isolated (any _Concurrency.Actor)?
        ) async throws(TicketFailure) -> Batch? {
            try await reader.next()
        }
    }
}
