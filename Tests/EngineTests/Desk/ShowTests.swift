import PluginHost
import Testing
import TicketModel

@testable import Engine

struct ShowTests {
    private func show(_ id: Int, _ connector: MemoryConnector) async throws -> ShownTicket {
        try await TicketDesk(connectors: [connector], now: { testTime }).show(.portal(id))
    }

    @Test func `a ticket comes with its messages`() async throws {
        let connector = MemoryConnector([.sample(1)]) {
            $0.threads[.portal(1)] = [.sample(.requester, minutesAgo: 5)]
        }
        let shown = try await show(1, connector)
        #expect(shown.messages?.map(\.id) == ["requester-5"])
        #expect(shown.notes.isEmpty)
        #expect(connector.calls == ["get 1", "messages 1"])
    }

    @Test func `messages that came along are not read again`() async throws {
        let connector = MemoryConnector([.sample(1)]) { $0.getCarriesMessages = true }
        #expect(try await show(1, connector).messages == [])
        #expect(connector.calls == ["get 1"])
    }

    @Test func `where a single ticket cannot be read, its listing is, and a note says so`() async throws {
        let connector = MemoryConnector((1...30).map { .sample($0) }, without: [.get, .messages])
        let shown = try await show(12, connector)
        #expect(shown.ticket.id == .portal(12))
        #expect(shown.messages == nil)
        #expect(
            shown.notes == [
                "acme cannot read a single ticket: portal was listed until \"12\" was found.",
                "acme does not tell messages: portal/12 is shown without them.",
            ]
        )
    }

    @Test func `a ticket that no page shows is not found`() async {
        let connector = MemoryConnector((1...30).map { .sample($0) }, without: [.get])
        let failure = await #expect(throws: TicketFailure.self) { try await show(99, connector) }
        #expect(failure?.kind == .notFound)
        #expect(failure?.message == "portal has no ticket \"99\": its whole listing does not show it; check the id.")
    }

    @Test func `a provider that can neither read nor list is asked for nothing`() async {
        let connector = MemoryConnector([.sample(1)], without: [.get, .list])
        let failure = await #expect(throws: TicketFailure.self) { try await show(1, connector) }
        #expect(failure?.message == "acme cannot read a single ticket; no request was made.")
        #expect(connector.calls.isEmpty)
    }
}
