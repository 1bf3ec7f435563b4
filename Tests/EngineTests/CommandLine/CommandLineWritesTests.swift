import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

struct CommandLineWritesTests {
    private let close = Effect.Action.setStatus(.normalised(.closed))

    private func writes(_ world: RunsWorld, _ connectors: MemoryConnector..., verb: String = "reply")
        -> CommandLineWrites
    {
        let invocation = CommandLineWrites.Invocation(id: "i-1", verb: verb, by: "ana", version: "1.0")
        return CommandLineWrites(invocation, parts: world.parts(connectors))
    }

    @Test func `one ticket is written to without being read for the plan, and its run tells who asked`() async throws {
        try await RunsWorld.with { world in
            let connector = MemoryConnector([.sample(1)])
            let writes = writes(world, connector)
            let plan = try await writes.plan([.reply("Hi"), close], for: .ticket(.portal(1)))
            #expect(connector.calls.isEmpty)
            let deliveries = try await writes.deliver(plan, notifications: world.notifications)
            #expect(deliveries.map(\.outcome) == [.delivered(id: "w1"), .delivered(id: "w2")])
            #expect(
                deliveries.map(\.key) == ["cli/reply/i-1/portal/1/reply/0", "cli/reply/i-1/portal/1/status/0"]
            )
            // Whom an operator answers is not looked into.
            #expect(connector.calls == ["write reply \"Hi\"", "get 1", "write status closed"])
            let run = try #require(try await world.runs().first)
            #expect(run.automation == "cli")
            #expect(run.cause == .command)
            #expect(run.state == .done)
            #expect(run.payload["by"] == "ana")
            let evidence = try await world.database.read {
                try EffectLedger().effects(on: .portal(1), since: .distantPast, in: $0)
            }
            #expect(evidence.map(\.automation) == ["cli", "cli"])
        }
    }

    @Test func `what cannot work is refused before any request, and nothing is kept`() async throws {
        try await RunsWorld.with { world in
            let connector = MemoryConnector([.sample(1)], without: [.setTags])
            let failure = await #expect(throws: TicketFailure.self) {
                try await writes(world, connector).plan([.addTags(["x"])], for: .ticket(.portal(1)))
            }
            #expect(failure?.message == "acme cannot change a ticket's tags; no request was made.")
            await #expect(throws: TicketFailure.self) {
                try await writes(world, connector).plan([close], for: .ticket(TicketID(connection: "portla", id: "1")))
            }
            await #expect(throws: TicketFailure.self) {
                let create = Effect.Action.create(connection: "desk", NewTicket(subject: "s", text: "t"))
                return try await writes(world, connector).plan([create], for: .newTicket)
            }
            #expect(connector.calls.isEmpty)
            let runs = try await world.runs()
            #expect(runs.isEmpty)
        }
    }

    @Test func `a filter plans every ticket that matches, and says once what a provider lacks`() async throws {
        try await RunsWorld.with { world in
            let able = MemoryConnector([.sample(1), .sample(2), .sample(3, status: .closed)])
            let unable = MemoryConnector(
                (1...5).map { .sample($0, at: "desk") },
                connection: "desk",
                without: [.setStatus]
            )
            let writes = writes(world, able, unable, verb: "status")
            var filter = TicketFilter()
            filter.statuses = [.normalised(.open)]
            let plan = try await writes.plan([close], for: .filter(filter))
            #expect(plan.tickets.map(\.id) == [.portal(1), .portal(2)])
            #expect(plan.effects.map(\.ticket) == [.portal(1), .portal(2)])
            #expect(plan.failures.map(\.message) == ["acme cannot set a status; no request was made."])
            #expect(able.written.isEmpty)
            let deliveries = try await writes.deliver(plan, notifications: world.notifications)
            #expect(deliveries.map(\.effect.ticket) == [.portal(1), .portal(2)])
            #expect(deliveries.allSatisfy { $0.outcome.word == "delivered" })
            let runs = try await world.runs()
            #expect(runs.map(\.ticket) == [.portal(1), .portal(2)])
        }
    }

    @Test func `what somebody changed since the filter showed it is left`() async throws {
        try await RunsWorld.with { world in
            let connector = MemoryConnector([.sample(1) { $0.statusRaw = .value("open") }])
            let writes = writes(world, connector, verb: "status")
            var plan = try await writes.plan([close], for: .filter(TicketFilter()))
            plan.tickets[0].statusRaw = .value("asleep")
            let deliveries = try await writes.deliver(plan, notifications: world.notifications)
            #expect(deliveries.map(\.outcome.word) == ["superseded"])
            #expect(connector.written.isEmpty)
        }
    }

    @Test func `one ticket that refuses does not stop the others, and is not tried again`() async throws {
        try await RunsWorld.with { world in
            let connector = MemoryConnector([.sample(1), .sample(2)]) {
                $0.writes = [.failure(.sample(.transient)), .failure(.sample(.transient))]
            }
            let writes = writes(world, connector, verb: "status")
            let plan = try await writes.plan([close], for: .filter(TicketFilter()))
            let outcomes = try await writes.deliver(plan, notifications: world.notifications).map(\.outcome)
            #expect(outcomes == [.refused(.sample(.transient)), .refused(.sample(.transient))])
            #expect(connector.written.count == 2)
        }
    }

    @Test func `a pause holds it in the outbox, with who and why; resumed, any relay delivers it`() async throws {
        try await RunsWorld.with { world in
            let connector = MemoryConnector([.sample(1)])
            let pause = Pause(.connection("portal"), reason: "moving", by: "ben", since: testTime)
            _ = try await world.database.write { try PauseTable.add(pause, in: $0) }
            let writes = writes(world, connector)
            let plan = try await writes.plan([.reply("Hi")], for: .ticket(.portal(1)))
            let deliveries = try await writes.deliver(plan, notifications: world.notifications)
            #expect(
                deliveries.map(\.outcome) == [
                    .waiting(
                        entry: 1,
                        because: "portal has been paused by ben since 2026-03-02T09:00:00Z (moving); "
                            + "\"usher resume portal\" lets it go on"
                    )
                ]
            )
            #expect(connector.written.isEmpty)
            _ = try await world.database.write { try PauseTable.remove(.connection("portal"), in: $0) }
            // No automation is live, or called cli: what an operator asked for is meant all the same.
            _ = try await world.relay([connector], mode: .off).drain()
            #expect(connector.written.map(\.action) == [.reply("Hi")])
        }
    }

    @Test func `it waits behind what another run has to send to the same ticket first`() async throws {
        try await RunsWorld.with { world in
            try await world.ask(.sample(1), .note("first"))
            let far = world.time.now + .minutes(5)
            _ = try await world.database.write {
                try EffectTable.putOff(1, fence: 0, until: far, why: "busy", in: $0)
            }
            let connector = MemoryConnector([.sample(1)])
            let invocation = CommandLineWrites.Invocation(id: "i-1", verb: "note", by: "ana", version: "1.0")
            let writes = CommandLineWrites(
                invocation,
                parts: world.parts([connector]),
                patience: TimeSpan(microseconds: 1000)
            )
            let plan = try await writes.plan([.note("second")], for: .ticket(.portal(1)))
            let deliveries = try await writes.deliver(plan, notifications: world.notifications)
            #expect(
                deliveries.map(\.outcome) == [
                    .waiting(entry: 2, because: "entry 1 of auto-reply has to leave the same ticket first")
                ]
            )
            #expect(connector.written.isEmpty)
        }
    }

    @Test func `a process that has the connection's relay is not waited for`() async throws {
        try await RunsWorld.with { world in
            let lease = LeaseTerm(owner: "daemon", until: testTime + .seconds(30))
            _ = try await world.database.write {
                try LeaseTable.take("relay:portal", lease, now: testTime, in: $0)
            }
            let connector = MemoryConnector([.sample(1)])
            let writes = writes(world, connector)
            let plan = try await writes.plan([.note("a")], for: .ticket(.portal(1)))
            let deliveries = try await writes.deliver(plan, notifications: world.notifications)
            #expect(deliveries.map(\.outcome) == [.delivered(id: "w1")])
        }
    }

    @Test func `a filter over many tickets goes on for as long as something ends`() async throws {
        try await RunsWorld.with { world in
            let time = world.time
            let connector = MemoryConnector((1...60).map { .sample($0) }, pageSize: 100) { state in
                // Each write takes two seconds, so all of them take twice the patience.
                state.onWrite = { _, _ in time.pass(.seconds(2)) }
            }
            let writes = writes(world, connector, verb: "status")
            let plan = try await writes.plan([close], for: .filter(TicketFilter()))
            let deliveries = try await writes.deliver(plan, notifications: world.notifications)
            #expect(deliveries.count { $0.outcome.word == "delivered" } == 60)
        }
    }

    @Test func `what waits says what for, and not to repeat it`() async throws {
        try await RunsWorld.with { world in
            let busy = TicketFailure(.rateLimited, "Too many.", connection: "portal", retryAfter: .minutes(5))
            let connector = MemoryConnector([.sample(1)]) { $0.writes = [.failure(busy)] }
            let writes = writes(world, connector)
            let plan = try await writes.plan([.reply("Hi")], for: .ticket(.portal(1)))
            let deliveries = try await writes.deliver(plan, notifications: world.notifications)
            #expect(
                deliveries.map(\.failure?.message) == [
                    "Reply \"Hi\" waits in the outbox as entry 1: Too many. Do not repeat it: \"usher sync\" delivers it, "
                        + "and \"usher outbox show 1\" tells what became of it."
                ]
            )
        }
    }

    @Test func `effects of one kind at one ticket are numbered`() async throws {
        try await RunsWorld.with { world in
            let plan = try await writes(world, MemoryConnector()).plan(
                [.addTags(["a"]), .removeTags(["b"]), .note("x")],
                for: .ticket(.portal(1))
            )
            #expect(plan.effects.map(\.ordinal) == [0, 1, 0])
        }
    }
}
