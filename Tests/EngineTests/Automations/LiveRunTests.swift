import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

/// `usher run --mode live`: runs by hand are runs of the store.
struct LiveRunTests {
    private let noting = MemoryAutomation([.on(.ticketCreated)]) { handler, _ throws(PluginFailure) in
        .note(handler, "a", "b")
    }

    private func once(_ once: TriggerDeclaration.Once) -> TriggerDeclaration {
        var trigger = TriggerDeclaration.on(.ticketCreated)
        trigger.once = once
        return trigger
    }

    @Test func `effects are delivered in order, out of a run of the store`() async throws {
        try await RunsWorld.with { world in
            let connector = MemoryConnector([.sample(1)])
            let report = try await noting.run(over: [connector], in: world).run(.ticket(.portal(1)))
            #expect(report.mode == .live)
            #expect(report.deliveries.map(\.outcome) == [.delivered(id: "w1"), .delivered(id: "w2")])
            #expect(connector.written.map(\.action) == [.note("a"), .note("b")])
            let run = try #require(try await world.runs().first)
            #expect(report.considered.map(\.run) == [run.id])
            #expect(run.cause == .command)
            #expect(run.state == .done)
            #expect(run.verdict == "acted")
            let effects = try await world.effects()
            #expect(effects.map(\.state) == [.delivered, .delivered])
            #expect(effects[0].key == "auto-reply/triggers[1]/run-\(run.id)/portal/1/note/0")
        }
    }

    @Test func `a handler that fails does nothing, and its run says so`() async throws {
        try await RunsWorld.with { world in
            let automation = MemoryAutomation([.on(.ticketCreated)]) { _, _ throws(PluginFailure) in
                var failure = PluginFailure(.limits, plugin: "auto-reply", message: "too long")
                failure.log = [LogLine(.info, "began")]
                throw failure
            }
            let connector = MemoryConnector([.sample(1)])
            let report = try await automation.run(over: [connector], in: world).run(.ticket(.portal(1)))
            #expect(report.considered[0].failure?.kind == .limits)
            #expect(report.considered[0].log == [LogLine(.info, "began")])
            #expect(connector.written.isEmpty)
            let runs = try await world.runs()
            #expect(runs.map(\.state) == [.quarantined])
        }
    }

    @Test func `ctx.state and what is due later are kept with the run`() async throws {
        try await RunsWorld.with { world in
            let automation = MemoryAutomation([.on(.ticketCreated)]) { handler, _ in
                let later = Effect.Action.later(after: .days(2), handler: "again", payload: 7)
                var outcome = HandlerOutcome.asking(handler.ticket?.id, later)
                outcome.stateWrites = ["count": 1]
                return outcome
            }
            let connector = MemoryConnector([.sample(1)])
            let report = try await automation.run(over: [connector], in: world).run(.ticket(.portal(1)))
            #expect(report.deliveries.map(\.outcome) == [.scheduled])
            let kept = try await world.state("count")
            #expect(kept == 1)
            let runs = try await world.runs()
            #expect(runs.map(\.handler) == ["triggers[1]", "later.again"])
            #expect(runs[1].dueAt == testTime + .days(2))
        }
    }

    @Test func `once counts by hand too: nobody is answered twice`() async throws {
        try await RunsWorld.with { world in
            var automation = noting
            automation.manifest.triggers = [once(.perTicket)]
            let connector = MemoryConnector([.sample(1)])
            for cause in ["a", "b"] {
                _ = try await automation.run(over: [connector], in: world, cause: cause).run(.ticket(.portal(1)))
            }
            #expect(connector.written.count == 2)
            let runs = try await world.runs()
            #expect(runs.map(\.verdict) == ["acted", "passed_over"])
            #expect(runs[1].why == "once = \"ticket\": it acted at 2026-03-02T09:00:00Z")
        }
    }

    @Test func `paused, nothing is run, and it is said why`() async throws {
        try await RunsWorld.with { world in
            let pause = Pause(.automation("auto-reply"), reason: "wrong text", by: "ben", since: testTime)
            _ = try await world.database.write { try PauseTable.add(pause, in: $0) }
            let connector = MemoryConnector([.sample(1)])
            let report = try await noting.run(over: [connector], in: world).run(.ticket(.portal(1)))
            let sentence =
                "Nothing was run: auto-reply has been paused by ben since 2026-03-02T09:00:00Z (wrong text); "
                + "\"usher resume auto-reply\" lets it go on."
            #expect(report.failures.map(\.message) == [sentence])
            #expect(report.failures.map(\.kind) == [.notAllowed])
            let runs = try await world.runs()
            #expect(runs.isEmpty)
        }
    }

    @Test func `what is left of it is delivered later, though its automation is in shadow`() async throws {
        try await RunsWorld.with { world in
            let connector = MemoryConnector([.sample(1)]) {
                $0.writes = [.failure(TicketFailure(.rateLimited, "Later.", retryAfter: .minutes(5)))]
            }
            let report = try await noting.run(over: [connector], in: world).run(.ticket(.portal(1)))
            #expect(report.deliveries.map(\.outcome.word) == ["waiting", "waiting"])
            world.time.pass(.minutes(6))
            _ = try await world.relay([connector], mode: .shadow).drain()
            let effects = try await world.effects()
            #expect(effects.map(\.state) == [.delivered, .delivered])
        }
    }
}
