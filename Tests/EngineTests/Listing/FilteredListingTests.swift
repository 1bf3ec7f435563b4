import PluginHost
import Testing
import TicketModel

@testable import Engine

@Suite(.timeLimit(.minutes(1)))
struct FilteredListingTests {
    private func listing(
        _ connector: MemoryConnector,
        _ filter: TicketFilter = TicketFilter(),
        limit: Int? = nil,
        progress: @escaping @Sendable (ListingProgress) -> Void = { _ in }
    ) -> FilteredListing {
        FilteredListing(connector: connector, filter: filter, limit: limit, now: { testTime }, progress: progress)
    }

    private func read(_ listing: FilteredListing) async throws -> (ids: [Int], notes: [String]) {
        var ids: [Int] = []
        var notes: [String] = []
        for try await batch in listing {
            ids += batch.tickets.compactMap { Int($0.id.id) }
            notes += batch.notes
        }
        return (ids, notes)
    }

    @Test(arguments: [MemoryConnector.Paging.opaque, .numbered])
    func `a thousand tickets come once each while rows are inserted between the pages`(
        paging: MemoryConnector.Paging
    ) async throws {
        let connector = MemoryConnector(
            (1...1000).map { .sample($0) },
            paging: paging,
            pageSize: 25,
            beforePage: { rows, count in
                if count > 0, count.isMultiple(of: 3) { rows.insert(.sample(5000 + count), at: 0) }
            }
        )
        let (ids, _) = try await read(listing(connector))
        #expect(Set(ids).count == ids.count)
        #expect(Set(1...1000).isSubset(of: Set(ids)))
        #expect(ids.contains { $0 > 5000 })
    }

    @Test func `four pages are in flight at once where their number is known`() async throws {
        let barrier = Barrier(4)
        let connector = MemoryConnector(
            (1...90).map { .sample($0) },
            paging: .numbered,
            hold: { if $0 > 0 { await barrier.arrive() } }
        )
        let (ids, _) = try await read(listing(connector))
        #expect(ids.sorted() == Array(1...90))
        #expect(connector.calls.count == 9)
    }

    @Test func `the filter is evaluated here, but for what the provider applied`() async throws {
        var filter = TicketFilter()
        filter.statuses = [.normalised(.open)]
        filter.text = "ticket 2"
        let rows: [Ticket] = [.sample(2), .sample(3), .sample(20, status: .closed), .sample(21)]
        #expect(try await read(listing(MemoryConnector(rows), filter)).ids == [2, 21])
        let trusted = MemoryConnector(rows) { $0.applied = [.status] }
        #expect(try await read(listing(trusted, filter)).ids == [2, 20, 21])
    }

    @Test func `a filter for other connections asks for nothing`() async throws {
        let connector = MemoryConnector([.sample(1)])
        var filter = TicketFilter()
        filter.connections = ["desk"]
        #expect(try await read(listing(connector, filter)).ids == [])
        #expect(connector.calls.isEmpty)
    }

    @Test func `a limit ends the listing and cancels what is in flight`() async throws {
        let hold = Hold()
        let connector = MemoryConnector(
            (1...90).map { .sample($0) },
            paging: .numbered,
            hold: { if $0 > 1 { await hold.arrive() } }
        )
        #expect(try await read(listing(connector, limit: 15)).ids == Array(1...15))
        // Pages 3 to 6 never answer: only cancelling lets go of them.
        await hold.letGo(4)
    }

    @Test func `a limit of nothing asks for nothing`() async throws {
        let connector = MemoryConnector([.sample(1)])
        #expect(try await read(listing(connector, limit: 0)).ids == [])
        #expect(connector.calls.isEmpty)
    }

    @Test func `a failing page ends the listing, and what came before stands`() async throws {
        let connector = MemoryConnector((1...30).map { .sample($0) }) {
            $0.pageFailure = (3, .sample(.transient))
        }
        var ids: [Int] = []
        let failure = await #expect(throws: TicketFailure.self) {
            for try await batch in listing(connector) { ids += batch.tickets.compactMap { Int($0.id.id) } }
        }
        #expect(failure == .sample(.transient))
        #expect(ids == Array(1...20))
    }

    @Test func `a provider that cannot list is asked for nothing`() async {
        let connector = MemoryConnector([.sample(1)], without: [.list])
        let failure = await #expect(throws: TicketFailure.self) { try await read(listing(connector)) }
        #expect(failure?.message == "acme cannot list tickets; no request was made.")
        #expect(connector.calls.isEmpty)
    }

    @Test func `progress tells pages and tickets`() async throws {
        let log = Log<ListingProgress>()
        let connector = MemoryConnector((1...25).map { .sample($0) }, paging: .numbered)
        _ = try await read(listing(connector, progress: { log.add($0) }))
        #expect(log.entries.count == 3)
        #expect(log.entries.last == ListingProgress(connection: "portal", pagesRead: 3, pages: 3, tickets: 25))
    }

    @Test func `a batch is never empty, however much the filter leaves out`() async throws {
        var filter = TicketFilter()
        filter.text = "ticket 95"
        for try await batch in listing(MemoryConnector((1...100).map { .sample($0) }), filter) {
            #expect(batch.tickets.map(\.id) == [.portal(95)])
        }
    }
}
