import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

/// What a clock that is set does to the runs and the outbox.
struct ClockSetTests {
    private func automation() -> MemoryAutomation {
        MemoryAutomation([.on(.ticketCreated)]) { handler, _ in
            HandlerOutcome(effects: [Effect(ticket: handler.ticket?.id, action: .reply("We look into it."))])
        }
    }

    private func arrive(_ number: Int, _ world: RunsWorld) async throws {
        let change = TicketChange(kind: .ticketCreated, ticket: .sample(number), actor: .requester)
        let recorded = RecordedChange(
            id: Int64(number),
            change: change,
            cause: nil,
            depth: 0,
            baseline: false,
            seenAt: world.time.now
        )
        try await world.take([recorded], automation())
    }

    private func isAhead(_ world: RunsWorld) async throws -> Bool {
        try await world.database.read { try FutureRows.exist(now: world.time.now, in: $0) }
    }

    @Test func `what was asked for while the clock was ahead is done once it is right again`() async throws {
        try await RunsWorld.with { world in
            let automation = automation()
            let connector = MemoryConnector([.sample(1), .sample(2)])
            world.time.pass(.hours(1))
            try await arrive(1, world)
            _ = try await world.worker([automation]).drain()
            try await arrive(2, world)
            world.time.pass(.hours(-1))
            var ahead = try await isAhead(world)
            #expect(ahead)
            _ = try await world.worker([automation]).drain()
            _ = try await world.relay([connector]).drain()
            #expect(connector.written.isEmpty)
            try await world.database.write { try FutureRows.pullBack(now: world.time.now, in: $0) }
            _ = try await world.worker([automation]).drain()
            _ = try await world.relay([connector]).drain()
            // Tickets are worked on side by side.
            #expect(Set(connector.written.map(\.ticket?.id)) == ["1", "2"])
            ahead = try await isAhead(world)
            #expect(!ahead)
        }
    }

    @Test func `what is to come later stays to come`() async throws {
        try await RunsWorld.with { world in
            try await arrive(1, world)
            let later = world.time.now + .days(2)
            try await world.database.write { transaction in
                _ = try transaction.execute("UPDATE run SET due_at = $1", [.value(later)])
                try FutureRows.pullBack(now: world.time.now, in: transaction)
            }
            let runs = try await world.runs()
            #expect(runs.map(\.dueAt) == [later])
        }
    }

    @Test func `a clock put ahead does not shorten the time in which a lost write may still land`() async throws {
        try await RunsWorld.with { world in
            let automation = automation()
            try await arrive(1, world)
            _ = try await world.worker([automation]).drain()
            let connector = MemoryConnector([.sample(1)]) { $0.writes = [.failure(.sample(.unknownOutcome))] }
            let begun = world.time.now
            let set = TimeSpan.minutes(20)
            let watch = ClockWatch(now: { world.time.now }) {
                let shown = world.time.now - begun
                return shown.duration >= set.duration ? shown.duration - set.duration : shown.duration
            }
            let relay = world.relay([connector], clockPutAhead: { watch.aheadAt })
            _ = try await relay.drain()
            world.time.pass(.minutes(20))
            world.time.pass(.seconds(1))
            _ = try await relay.drain()
            world.time.pass(.seconds(6))
            _ = try await relay.drain()
            #expect(connector.written.count == 1)
            world.time.pass(.seconds(55))
            _ = try await relay.drain()
            world.time.pass(.seconds(6))
            _ = try await relay.drain()
            #expect(connector.written.count == 2)
        }
    }
}
