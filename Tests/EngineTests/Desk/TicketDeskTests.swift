import PluginHost
import Testing
import TicketModel

@testable import Engine

@Suite(.timeLimit(.minutes(1)))
struct TicketDeskTests {
    private func desk(_ connectors: [MemoryConnector], failed: [FailedConnection] = []) -> TicketDesk {
        TicketDesk(connectors: connectors, failed: failed, now: { testTime })
    }

    @Test func `all connections are read side by side, the newest ticket first`() async {
        let barrier = Barrier(2)
        let connectors = ["portal", "desk"].map { name in
            MemoryConnector(
                [.sample(3, at: name), .sample(1, at: name), .sample(2, at: name) { $0.updatedAt = .value(testTime) }],
                connection: name,
                hold: { _ in await barrier.arrive() }
            )
        }
        let found = await desk(connectors).list(TicketFilter())
        #expect(
            found.tickets.map(\.id.description)
                == ["desk/2", "portal/2", "desk/1", "portal/1", "desk/3", "portal/3"]
        )
        #expect(found.failures.isEmpty)
    }

    @Test func `a connection that fails does not hide the others, nor what it gave`() async {
        let connectors = [
            MemoryConnector((1...20).map { .sample($0, at: "portal") }) { $0.pageFailure = (2, .sample(.transient)) },
            MemoryConnector([.sample(1, at: "desk")], connection: "desk"),
        ]
        let broken = FailedConnection(name: "old", failure: .sample(.invalid, connection: "old"))
        let found = await desk(connectors, failed: [broken]).list(TicketFilter())
        #expect(found.tickets.count == 11)
        #expect(found.failures == [.sample(.invalid, connection: "old"), .sample(.transient)])
    }

    @Test func `a limit keeps the newest of all`() async {
        let connectors = [
            MemoryConnector((10...19).map { .sample($0, at: "portal") }),
            MemoryConnector((1...9).map { .sample($0, at: "desk") }, connection: "desk"),
        ]
        let found = await desk(connectors).list(TicketFilter(), limit: 3)
        #expect(found.tickets.map(\.id.description) == ["desk/1", "desk/2", "desk/3"])
    }

    @Test(
        arguments: [
            (
                "portla",
                "There is no connection \"portla\"; did you mean \"portal\"? The connections are portal and desk."
            ),
            ("zendesk", "There is no connection \"zendesk\"; the connections are portal and desk."),
        ]
    )
    func `an unknown connection in a filter is told, with those there are`(name: String, message: String) async {
        let portal = MemoryConnector([.sample(1)])
        var filter = TicketFilter()
        filter.connections = ["portal", name]
        let found = await desk([portal, MemoryConnector([], connection: "desk")]).list(filter)
        #expect(found.tickets.map(\.id) == [.portal(1)])
        #expect(found.failures.map(\.message) == [message])
        #expect(found.failures.map(\.kind) == [.notFound])
    }

    @Test func `a desk without connections says so`() {
        let failure = #expect(throws: TicketFailure.self) { try desk([]).connector(for: .portal(1)) }
        #expect(failure?.message == "There is no connection \"portal\"; usher.yaml names no connections.")
    }

    @Test func `a connection that could not be set up answers with its failure, and only where it is meant`() async {
        let broken = FailedConnection(name: "old", failure: .sample(.invalid, connection: "old"))
        let desk = desk([MemoryConnector([.sample(1)])], failed: [broken])
        #expect(throws: TicketFailure.sample(.invalid, connection: "old")) { try desk.connector(named: "old") }
        var filter = TicketFilter()
        filter.connections = ["portal"]
        #expect(await desk.list(filter).failures.isEmpty)
    }

    @Test func `a narrowed desk reaches only what the automation may work at`() async {
        let connectors = ["portal", "desk"].map { MemoryConnector([.sample(1, at: $0)], connection: $0) }
        let narrow = desk(connectors).narrowed(to: ["desk"], for: "auto-reply")
        let found = await narrow.list(TicketFilter())
        #expect(found.tickets.map(\.id.connection) == ["desk"])
        #expect(found.failures.isEmpty)
        let failure = #expect(throws: TicketFailure.self) { try narrow.connector(for: .portal(1)) }
        #expect(failure?.kind == .notAllowed)
        #expect(
            failure?.message
                == "auto-reply does not work at portal; add it to the automation's connections in usher.yaml."
        )
    }
}
