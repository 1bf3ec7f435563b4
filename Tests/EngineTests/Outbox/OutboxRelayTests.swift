import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

struct OutboxRelayTests {
    /// Runs a handler on one new ticket, so that what it asks for is in the outbox.
    private func ask(_ world: RunsWorld, _ ticket: Ticket = .sample(1), _ actions: Effect.Action...) async throws {
        let automation = MemoryAutomation([.on(.ticketCreated)]) { handler, _ in
            var effects: [Effect] = []
            for action in actions {
                var effect = Effect(ticket: handler.ticket?.id, action: action)
                effect.ordinal = effects.count { $0.kind == effect.kind }
                effects.append(effect)
            }
            return HandlerOutcome(effects: effects)
        }
        let change = Int64(try await world.runs().count + 1)
        try await world.take([.sample(change, on: ticket)], automation)
        _ = try await world.worker([automation]).drain()
    }

    private func states(_ world: RunsWorld) async throws -> [EffectState] {
        try await world.effects().map(\.state)
    }

    private static func connector(
        _ rows: [Ticket] = [.sample(1)],
        without absent: Set<TicketOperation> = [],
        _ change: (inout MemoryConnector.State) -> Void = { _ in }
    ) -> MemoryConnector {
        MemoryConnector(rows, without: absent, change)
    }

    @Test func `effects of a run leave in order, each once, and the provider's ids are kept`() async throws {
        try await RunsWorld.with { world in
            try await ask(world, .sample(1), .note("a"), .setStatus(.normalised(.closed)), .note("b"))
            let connector = Self.connector()
            _ = try await world.relay([connector]).drain()
            _ = try await world.relay([connector]).drain()
            #expect(connector.written.map(\.kind) == [.note, .status, .note])
            let effects = try await world.effects()
            #expect(effects.map(\.state) == [.delivered, .delivered, .delivered])
            #expect(effects.map(\.providerID) == ["w1", "w2", "w3"])
        }
    }

    @Test func `what nobody knows to have landed is looked for, and never sent again while it may have`() async throws {
        try await RunsWorld.with { world in
            try await ask(world, .sample(1), .reply("We look into it."), .setStatus(.normalised(.closed)))
            let connector = Self.connector { $0.writes = [.failure(.sample(.unknownOutcome))] }
            let relay = world.relay([connector])
            _ = try await relay.drain()
            var states = try await states(world)
            #expect(states == [.unknown, .held])
            world.time.pass(.seconds(59))
            _ = try await relay.drain()
            #expect(connector.written.count == 1)
            // The settle time is over: the first clean reading, then the second, and only then it is sent again.
            world.time.pass(.seconds(1))
            _ = try await relay.drain()
            #expect(connector.written.count == 1)
            world.time.pass(.seconds(5))
            _ = try await relay.drain()
            #expect(connector.written.map(\.kind) == [.reply, .reply, .status])
            states = try await self.states(world)
            #expect(states == [.delivered, .delivered])
        }
    }

    @Test func `what reading back finds counts as delivered, with its id, and lets go what waited`()
        async throws
    {
        try await RunsWorld.with { world in
            try await ask(world, .sample(1), .reply("We look into it."), .setStatus(.normalised(.closed)))
            let landed = Message(
                id: "m7",
                author: MessageAuthor(kind: .agent),
                visibility: .public,
                body: "<p>We look into it.</p>",
                format: .html,
                createdAt: .value(testTime)
            )
            let connector = Self.connector {
                $0.writes = [.failure(.sample(.unknownOutcome))]
                $0.threadsAfterWrite = [.portal(1): [landed]]
            }
            _ = try await world.relay([connector]).drain()
            let effects = try await world.effects()
            #expect(effects.map(\.state) == [.delivered, .delivered])
            #expect(effects[0].providerID == "m7")
            #expect(connector.written.map(\.kind) == [.reply, .status])
        }
    }

    @Test func `where reading cannot tell, a person is asked and the rest of the run waits`() async throws {
        try await RunsWorld.with { world in
            try await ask(world, .sample(1), .reply("Hello"), .setStatus(.normalised(.closed)))
            let connector = Self.connector(without: [.messages]) { $0.writes = [.failure(.sample(.unknownOutcome))] }
            _ = try await world.relay([connector]).drain()
            let states = try await states(world)
            #expect(states == [.waitsForPerson, .held])
            #expect(connector.written.count == 1)
        }
    }

    @Test func `a value that was set already is not sent, one that somebody changed is left`() async throws {
        try await RunsWorld.with { world in
            let seen = Ticket.sample(1) { $0.priority = .value(.normal) }
            try await ask(world, seen, .setStatus(.normalised(.closed)), .setPriority(.normalised(.high)))
            let now = Ticket.sample(1, status: .closed) { $0.priority = .value(.low) }
            let connector = Self.connector([now])
            _ = try await world.relay([connector]).drain()
            let effects = try await world.effects()
            #expect(effects.map(\.state) == [.noChange, .superseded])
            #expect(effects[1].why == "the priority was changed meanwhile from \"normal\" to \"low\"")
            #expect(connector.written.isEmpty)
        }
    }

    @Test func `a reply stays when a person has answered since the handler looked`() async throws {
        try await RunsWorld.with { world in
            world.mirror.put(.sample(1), messages: [.sample(.requester, minutesAgo: 9)])
            try await ask(world, .sample(1), .reply("Hello"), .setStatus(.normalised(.closed)))
            let connector = Self.connector {
                $0.threads = [.portal(1): [.sample(.requester, minutesAgo: 9), .sample(.agent, minutesAgo: 1)]]
            }
            _ = try await world.relay([connector]).drain()
            let states = try await states(world)
            #expect(states == [.superseded, .superseded])
            #expect(connector.written.isEmpty)
        }
    }

    @Test func `a reply that could not leave within the hour does not leave at all`() async throws {
        try await RunsWorld.with { world in
            try await ask(world, .sample(1), .reply("Hello"))
            let connector = Self.connector { $0.getFailure = .sample(.transient) }
            let relay = world.relay([connector])
            let first = try await relay.drain()
            #expect(first.putOff == 1)
            world.time.pass(.minutes(61))
            _ = try await relay.drain()
            let states = try await states(world)
            #expect(states == [.expired])
            #expect(connector.written.isEmpty)
        }
    }

    @Test func `what is known not to have landed is tried again, later each time`() async throws {
        try await RunsWorld.with { world in
            try await ask(world, .sample(1), .note("a"))
            let busy = TicketFailure(.rateLimited, "Too many.", connection: "portal", retryAfter: .seconds(40))
            let connector = Self.connector { $0.writes = [.failure(busy), .failure(.sample(.transient)), nil] }
            let relay = world.relay([connector])
            _ = try await relay.drain()
            world.time.pass(.seconds(39))
            _ = try await relay.drain()
            #expect(connector.written.count == 1)
            world.time.pass(.seconds(1))
            _ = try await relay.drain()
            #expect(connector.written.count == 2)
            world.time.pass(.seconds(10))
            _ = try await relay.drain()
            let states = try await states(world)
            #expect(states == [.delivered])
        }
    }

    @Test func `a relay that wakes up late sends nothing, and what it had begun is settled by the next`() async throws {
        try await RunsWorld.with { world in
            try await ask(world, .sample(1), .note("a"))
            let record = try #require(try await world.effects().first)
            // A sender that says "sending" and is never heard of again.
            let lease = LeaseTerm(owner: "late", until: world.time.now + .seconds(30))
            let fence = try await world.database.write {
                try EffectTable.send(record.id, fence: record.fence, lease, now: testTime, in: $0)
            }
            #expect(fence != nil)
            let connector = Self.connector()
            let relay = world.relay([connector], owner: "taker")
            for _ in 0..<4 {
                world.time.pass(.seconds(31))
                _ = try await relay.drain()
            }
            let states = try await states(world)
            #expect(states == [.delivered])
            #expect(connector.written.count == 1)
            let late = EffectStep(.deliver, at: world.time.now)
            let moved = try await world.database.write {
                try EffectTable.move(record.id, fence: fence ?? 0, late, in: $0)
            }
            #expect(!moved)
        }
    }

    @Test func `one process has a connection's relay at a time`() async throws {
        try await RunsWorld.with { world in
            try await ask(world, .sample(1), .note("a"))
            let lease = LeaseTerm(owner: "other", until: testTime + .seconds(30))
            _ = try await world.database.write {
                try LeaseTable.take("relay:portal", lease, now: testTime, in: $0)
            }
            let connector = Self.connector()
            let tally = try await world.relay([connector]).drain()
            #expect(tally.elsewhere == ["portal"])
            #expect(connector.written.isEmpty)
        }
    }

    @Test(arguments: [Pause.Scope.all, .automation("auto-reply"), .connection("portal")])
    func `nothing leaves while it is paused`(scope: Pause.Scope) async throws {
        try await RunsWorld.with { world in
            try await ask(world, .sample(1), .note("a"))
            let pause = Pause(scope, reason: "stop", by: "operator", since: testTime)
            _ = try await world.database.write { try PauseTable.add(pause, in: $0) }
            let connector = Self.connector()
            _ = try await world.relay([connector]).drain()
            #expect(connector.written.isEmpty)
            _ = try await world.database.write { try PauseTable.remove(scope, in: $0) }
            _ = try await world.relay([connector]).drain()
            #expect(connector.written.count == 1)
        }
    }

    @Test(arguments: [RunMode.shadow, .off])
    func `what was asked for live does not leave once its automation is live no longer`(mode: RunMode) async throws {
        try await RunsWorld.with { world in
            try await ask(world, .sample(1), .note("a"))
            let connector = Self.connector()
            _ = try await world.relay([connector], mode: mode).drain()
            let states = try await states(world)
            #expect(states == [.superseded])
            #expect(connector.calls.isEmpty)
        }
    }

    @Test func `a notification leaves once; what became of an unknown one a person must say`() async throws {
        try await RunsWorld.with { world in
            try await ask(world, .sample(1), .notify(notifier: "duty", text: "Look"))
            _ = try await world.relay([]).drain()
            _ = try await world.relay([]).drain()
            #expect(world.notifications.sent.map(\.text) == ["Look"])
            let states = try await states(world)
            #expect(states == [.delivered])
            // It leaves through no connection, and belongs to the ticket's story all the same.
            let story = try await world.database.read { try TicketStory(of: .portal(1), in: $0) }
            let told = story.entries.count { entry in
                if case .effect(let effect) = entry { effect.kind == .notify } else { false }
            }
            #expect(told == 1)
        }
    }

    @Test func `what left is evidence for sync, and what only waits is not`() async throws {
        try await RunsWorld.with { world in
            try await ask(world, .sample(1), .note("a"), .note("b"))
            let before = try await world.database.read {
                try EffectLedger().effects(on: .portal(1), since: .distantPast, in: $0)
            }
            #expect(before.isEmpty)
            _ = try await world.relay([Self.connector()]).drain()
            let sent = try await world.database.read {
                try EffectLedger().effects(on: .portal(1), since: .distantPast, in: $0)
            }
            #expect(sent.map(\.providerID) == ["w1", "w2"])
            #expect(sent.allSatisfy { $0.settled && $0.automation == "auto-reply" })
            #expect(sent.map(\.effect.action) == [.note("a"), .note("b")])
        }
    }
}
