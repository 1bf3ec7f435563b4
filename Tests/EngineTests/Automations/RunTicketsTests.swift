import PluginHost
import Testing
import TicketModel

@testable import Engine

struct RunTicketsTests {
    private func source(_ connectors: MemoryConnector...) -> RunTickets {
        RunTickets(desk: TicketDesk(connectors: connectors, now: { testTime }))
    }

    private func readAll(_ source: RunTickets, _ filter: TicketFilter = TicketFilter()) async throws -> [String] {
        var ids: [String] = []
        var batch = try await source.list(filter, after: nil)
        while !batch.tickets.isEmpty {
            ids += batch.tickets.map(\.id.description)
            batch = try await source.list(filter, after: batch.listing)
        }
        return ids
    }

    @Test func `a listing goes on until an empty batch`() async throws {
        let source = source(
            MemoryConnector((1...12).map { .sample($0) }),
            MemoryConnector([], connection: "empty"),
            MemoryConnector([.sample(1, at: "desk")], connection: "desk")
        )
        let ids = try await readAll(source)
        #expect(ids == (1...12).map { "portal/\($0)" } + ["desk/1"])
    }

    @Test func `listings under way do not disturb each other`() async throws {
        let source = source(MemoryConnector((1...4).map { .sample($0) }, pageSize: 2))
        let one = try await source.list(TicketFilter(), after: nil)
        let other = try await source.list(TicketFilter(), after: nil)
        for listing in [one.listing, other.listing] {
            let second = try await source.list(TicketFilter(), after: listing)
            #expect(second.tickets.map(\.id) == [.portal(3), .portal(4)])
        }
    }

    @Test func `a connection that fails is told of after the others`() async throws {
        let source = source(
            MemoryConnector([.sample(1)]) { $0.pageFailure = (1, .sample(.auth)) },
            MemoryConnector([.sample(1, at: "desk")], connection: "desk")
        )
        let first = try await source.list(TicketFilter(), after: nil)
        #expect(first.tickets.map(\.id.description) == ["desk/1"])
        await #expect(throws: TicketFailure.sample(.auth)) {
            try await source.list(TicketFilter(), after: first.listing)
        }
    }

    @Test func `notes are kept once`() async throws {
        var filter = TicketFilter()
        filter.waitingLongerThan = .hours(1)
        let source = source(MemoryConnector([.sample(1)], without: [.messages]))
        #expect(try await readAll(source, filter).isEmpty)
        #expect(try await readAll(source, filter).isEmpty)
        #expect(
            source.notes == ["waiting_longer_than cannot be computed on portal: acme does not tell messages."]
        )
    }

    @Test func `a ticket is read live, its messages once until then`() async throws {
        let connector = MemoryConnector([.sample(1)])
        let source = source(connector)
        let ticket = try await source.get(.portal(1))
        _ = try await source.messages(of: ticket)
        _ = try await source.messages(of: ticket)
        _ = try await source.get(.portal(1))
        _ = try await source.messages(of: ticket)
        #expect(connector.calls == ["get 1", "messages 1", "get 1", "messages 1"])
    }

    @Test func `a ticket that cannot be read alone is looked for in the listing`() async throws {
        let connector = MemoryConnector((1...12).map { .sample($0) }, without: [.get])
        let ticket = try await source(connector).get(.portal(11))
        #expect(ticket.id == .portal(11))
        #expect(connector.calls.allSatisfy { $0.hasPrefix("page") })
        await #expect(throws: TicketFailure.self) { try await source(connector).get(.portal(99)) }
    }

    @Test func `what the provider lacks is unsupported, not emulated`() async {
        let connector = MemoryConnector([.sample(1)], without: [.get, .messages])
        let source = source(connector)
        await #expect(throws: TicketFailure.unsupported(.messages, provider: "acme", connection: "portal")) {
            try await source.messages(of: .sample(1))
        }
        #expect(connector.calls.isEmpty)
        #expect(source.capabilities(of: "portal")?.has(.get) == false)
        #expect(source.capabilities(of: "nowhere") == nil)
    }
}
