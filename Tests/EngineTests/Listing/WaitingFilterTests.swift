import PluginHost
import Testing
import TicketModel

@testable import Engine

struct WaitingFilterTests {
    private var filter: TicketFilter {
        var filter = TicketFilter()
        filter.statuses = [.normalised(.open)]
        filter.waitingLongerThan = .hours(4)
        return filter
    }

    private func read(_ connector: MemoryConnector) async throws -> FilteredListing.Batch {
        var whole = FilteredListing.Batch(tickets: [], messages: [:], notes: [])
        for try await batch in FilteredListing(connector: connector, filter: filter, now: { testTime }) {
            whole.tickets += batch.tickets
            whole.messages.merge(batch.messages) { _, newer in newer }
            whole.notes += batch.notes
        }
        return whole
    }

    @Test func `messages are read only of tickets that pass everything else`() async throws {
        let connector = MemoryConnector([.sample(1), .sample(2), .sample(3, status: .closed), .sample(4)]) { state in
            state.threads[.portal(1)] = [.sample(.requester, minutesAgo: 300)]
            state.threads[.portal(2)] = [.sample(.requester, minutesAgo: 300), .sample(.agent, minutesAgo: 20)]
            state.threads[.portal(3)] = [.sample(.requester, minutesAgo: 300)]
            state.threads[.portal(4)] = [.sample(.requester, minutesAgo: 10)]
        }
        let found = try await read(connector)
        #expect(found.tickets.map(\.id) == [.portal(1)])
        #expect(found.messages[.portal(1)]?.count == 1)
        #expect(Set(connector.calls) == ["page 1", "messages 1", "messages 2", "messages 4"])
    }

    @Test func `without messages nothing matches, and one note says so`() async throws {
        let connector = MemoryConnector((1...30).map { .sample($0) }, without: [.messages])
        let found = try await read(connector)
        #expect(found.tickets.isEmpty)
        #expect(
            found.notes == ["waiting_longer_than cannot be computed on portal: acme does not tell messages."]
        )
        #expect(connector.calls == ["page 1"])
    }

    @Test func `a provider that evaluates the waiting itself is trusted`() async throws {
        let connector = MemoryConnector([.sample(1)], without: [.messages]) { $0.applied = [.waitingLongerThan] }
        let found = try await read(connector)
        #expect(found.tickets.map(\.id) == [.portal(1)])
        #expect(found.notes.isEmpty)
    }

    @Test func `a ticket that is gone meanwhile does not match`() async throws {
        let connector = MemoryConnector([.sample(1)]) { $0.messagesFailure = .sample(.notFound) }
        #expect(try await read(connector).tickets.isEmpty)
    }

    @Test func `messages that cannot be read fail the listing`() async {
        let connector = MemoryConnector([.sample(1)]) { $0.messagesFailure = .sample(.auth) }
        await #expect(throws: TicketFailure.sample(.auth)) { try await read(connector) }
    }
}
