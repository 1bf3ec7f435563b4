import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

/// No automation answers a machine, whatever its handler asks for.
struct AutomaticMailGuardTests {
    private func reply(_ world: RunsWorld, _ connector: MemoryConnector) async throws -> EffectRecord {
        try await world.ask(.sample(1), .reply("Hello"))
        _ = try await world.relay([connector]).drain()
        return try #require(try await world.effects().first)
    }

    @Test func `a reply to a machine's message is refused`() async throws {
        try await RunsWorld.with { world in
            let connector = MemoryConnector([.sample(1)]) {
                $0.threads[.portal(1)] = [
                    .sample(.requester, minutesAgo: 9, email: "eva@example.org"),
                    .sample(.requester, minutesAgo: 5, email: "no-reply@shop.example"),
                    .sample(.agent, minutesAgo: 3),
                ]
            }
            let entry = try await reply(world, connector)
            #expect(entry.state == .refused)
            #expect(entry.failure?.kind == .notAllowed)
            #expect(
                entry.why
                    == "portal/1 was written by a machine: no-reply@shop.example is no person's address; "
                    + "no reply was sent, since machines that answer each other do not stop."
            )
            #expect(connector.written.isEmpty)
        }
    }

    @Test(arguments: [[], [TicketOperation.messages], [.messages, .get]] as [Set<TicketOperation>])
    func `without messages the ticket itself is looked at`(absent: Set<TicketOperation>) async throws {
        try await RunsWorld.with { world in
            let robot = Ticket.sample(1) { $0.requester = .value(Person(email: "mailer-daemon@shop.example")) }
            world.mirror.put(robot)
            let entry = try await reply(world, MemoryConnector([robot], without: absent))
            #expect(entry.state == .refused)
        }
    }

    @Test func `our own mail that came back is not answered`() async throws {
        try await RunsWorld.with { world in
            let own = Ticket.sample(1) { $0.requester = .value(Person(email: "Support@Acme.example")) }
            world.mirror.put(own)
            let connector = MemoryConnector([own])
            try await world.ask(own, .reply("Hello"))
            _ = try await world.relay([connector], ownAddresses: ["support@acme.example"]).drain()
            let entry = try #require(try await world.effects().first)
            #expect(entry.state == .refused)
            #expect(entry.why?.contains("Support@Acme.example is an address of our own") == true)
            #expect(connector.written.isEmpty)
        }
    }

    @Test func `a person is answered`() async throws {
        try await RunsWorld.with { world in
            let connector = MemoryConnector([.sample(1)])
            let entry = try await reply(world, connector)
            #expect(entry.state == .delivered)
            #expect(connector.calls == ["get 1", "messages 1", "write reply \"Hello\""])
        }
    }

    @Test func `a thread that cannot be read is not answered now`() async throws {
        try await RunsWorld.with { world in
            let connector = MemoryConnector([.sample(1)]) { $0.messagesFailure = .sample(.transient) }
            let entry = try await reply(world, connector)
            #expect(entry.state == .pending)
            #expect(connector.written.isEmpty)
        }
    }
}
