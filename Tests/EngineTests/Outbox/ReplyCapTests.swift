import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

/// However an automation came to it, there is an end to what it says to people.
struct ReplyCapTests {
    private static let limits = ReplyLimits(
        perTicket: .init(2, per: .days(1)),
        perRequester: .init(3, per: .days(1)),
        perAutomation: .init(5, per: .hours(1))
    )

    @Test(
        arguments: [
            (1, 2, 4, nil), (2, 0, 0, "portal/1 has had 2 automatic replies within 1d; "),
            (0, 3, 0, "eva@example.org has had 3 automatic replies within 1d; "),
        ] as [(Int, Int, Int, String?)]
    )
    func `a ticket and a requester have had enough`(ticket: Int, requester: Int, all: Int, sentence: String?) {
        let reply = ReplyTable.Reply(
            effect: 1,
            automation: "auto-reply",
            connection: "portal",
            ticket: "1",
            requester: "eva@example.org"
        )
        let said = ReplyCap.Said(toTicket: ticket, toRequester: requester, byAutomation: all)
        switch ReplyCap(said, Self.limits, reply) {
        case .go: #expect(sentence == nil)
        case .refuse(let failure):
            #expect(failure.kind == .notAllowed)
            #expect(sentence.map { failure.message.hasPrefix($0) } == true, "\(failure.message)")
        case .pause: Issue.record("it is not paused")
        }
    }

    private func world(_ body: (RunsWorld, MemoryConnector, OutboxRelay, MemoryAutomation) async throws -> Void)
        async throws
    {
        try await RunsWorld.with { world in
            let tickets = (1...9).map { id in
                Ticket.sample(id) { $0.requester = .value(Person(email: "eva\(id % 3)@example.org")) }
            }
            let connector = MemoryConnector(tickets)
            let automation = MemoryAutomation()
            let relay = OutboxRelay(
                .operatorCommand,
                automations: AutomationSet([HostedAutomation(automation, mode: .live, replies: Self.limits)]),
                parts: world.parts([connector]),
                notifications: world.notifications
            )
            try await body(world, connector, relay, automation)
        }
    }

    @Test func `the third reply to a ticket is refused, until the time is over`() async throws {
        try await world { world, connector, relay, _ in
            for _ in 1...3 {
                try await world.ask(.sample(1), .reply("Hello"))
                _ = try await relay.drain()
            }
            var effects = try await world.effects()
            #expect(effects.map(\.state) == [.delivered, .delivered, .refused])
            #expect(effects[2].why?.contains("raise automations.auto-reply.limits.replies_per_ticket") == true)
            world.time.pass(.hours(25))
            try await world.ask(.sample(1), .reply("Hello"))
            _ = try await relay.drain()
            effects = try await world.effects()
            #expect(effects.last?.state == .delivered)
            #expect(connector.written.count == 3)
        }
    }

    @Test func `a runaway automation is paused with its reason, and goes on when it is resumed`() async throws {
        try await world { world, connector, relay, _ in
            for id in 1...7 { try await world.ask(.sample(id), .reply("Hello")) }
            _ = try await relay.drain()
            #expect(connector.written.count == 5)
            let pauses = try await world.database.read { try PauseTable.all(in: $0) }
            #expect(pauses.map(\.scope) == [.automation("auto-reply")])
            #expect(pauses.map(\.by) == ["usher"])
            #expect(
                pauses.first?.reason.hasPrefix("it said 5 things to requesters within 1h and wants to go on; ") == true
            )
            world.time.pass(.minutes(59))
            _ = try await world.database.write { try PauseTable.remove(.automation("auto-reply"), in: $0) }
            world.time.pass(.minutes(1))
            for id in 8...9 { try await world.ask(.sample(id), .reply("Hello")) }
            _ = try await relay.drain()
            #expect(connector.written.count == 9)
        }
    }

    @Test func `an operator is not counted`() async throws {
        try await world { world, connector, _, _ in
            for number in 1...7 {
                let invocation = CommandLineWrites.Invocation(id: "\(number)", verb: "reply", by: "ana", version: "1")
                let writes = CommandLineWrites(invocation, parts: world.parts([connector]))
                let plan = try await writes.plan([.reply("Hello")], for: .ticket(.portal(1)))
                _ = try await writes.deliver(plan, notifications: world.notifications)
            }
            #expect(connector.written.count == 7)
        }
    }
}
