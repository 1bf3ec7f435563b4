import PluginHost
import Testing
import TicketModel

@testable import Engine

struct CommandLineWritesTests {
    private let close = Effect.Action.setStatus(.normalised(.closed))

    private func writes(_ connectors: MemoryConnector...) -> CommandLineWrites {
        let desk = TicketDesk(connectors: connectors, now: { testTime })
        return CommandLineWrites(desk: desk, relay: EffectRelay(connectors), invocation: "i-1")
    }

    @Test func `one ticket is written to without being read for the plan`() async throws {
        let connector = MemoryConnector([.sample(1)])
        let writes = writes(connector)
        let plan = try await writes.plan([.reply("Hi"), close], for: .ticket(.portal(1)))
        #expect(connector.calls.isEmpty)
        let told = Log<Delivery>()
        let deliveries = await writes.deliver(plan, verb: "reply") { told.add($0) }
        #expect(deliveries.map(\.outcome) == [.delivered(id: "w1"), .delivered(id: "w2")])
        #expect(deliveries.map(\.key) == ["cli/reply/i-1/portal/1/reply/0", "cli/reply/i-1/portal/1/status/0"])
        #expect(told.entries == deliveries)
    }

    @Test func `what cannot work is refused before any request`() async {
        let connector = MemoryConnector([.sample(1)], without: [.setTags])
        let failure = await #expect(throws: TicketFailure.self) {
            try await writes(connector).plan([.addTags(["x"])], for: .ticket(.portal(1)))
        }
        #expect(failure?.message == "acme cannot change a ticket's tags; no request was made.")
        await #expect(throws: TicketFailure.self) {
            try await writes(connector).plan([close], for: .ticket(TicketID(connection: "portla", id: "1")))
        }
        await #expect(throws: TicketFailure.self) {
            let create = Effect.Action.create(connection: "desk", NewTicket(subject: "s", text: "t"))
            return try await writes(connector).plan([create], for: .newTicket)
        }
        #expect(connector.calls.isEmpty)
    }

    @Test func `a filter plans every ticket that matches, and says once what a provider lacks`() async throws {
        let able = MemoryConnector([.sample(1), .sample(2), .sample(3, status: .closed)])
        let unable = MemoryConnector(
            (1...5).map { .sample($0, at: "desk") },
            connection: "desk",
            without: [.setStatus]
        )
        let writes = writes(able, unable)
        var filter = TicketFilter()
        filter.statuses = [.normalised(.open)]
        let plan = try await writes.plan([close], for: .filter(filter))
        #expect(plan.tickets.map(\.id) == [.portal(1), .portal(2)])
        #expect(plan.effects.map(\.ticket) == [.portal(1), .portal(2)])
        #expect(plan.failures.map(\.message) == ["acme cannot set a status; no request was made."])
        #expect(able.written.isEmpty)
        let deliveries = await writes.deliver(plan, verb: "status")
        #expect(deliveries.map(\.outcome) == [.delivered(id: "w1"), .delivered(id: "w2")])
    }

    @Test func `one ticket that refuses does not stop the others`() async throws {
        let connector = MemoryConnector([.sample(1), .sample(2)]) { $0.writes = [.failure(.sample(.notAllowed))] }
        let writes = writes(connector)
        let plan = try await writes.plan([close], for: .filter(TicketFilter()))
        let outcomes = await writes.deliver(plan, verb: "status").map(\.outcome)
        #expect(outcomes == [.refused(.sample(.notAllowed)), .delivered(id: "w2")])
    }

    @Test func `effects of one kind at one ticket are numbered`() async throws {
        let plan = try await writes(MemoryConnector()).plan(
            [.addTags(["a"]), .removeTags(["b"]), .note("x")],
            for: .ticket(.portal(1))
        )
        #expect(plan.effects.map(\.ordinal) == [0, 1, 0])
    }
}
