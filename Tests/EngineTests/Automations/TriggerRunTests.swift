import PluginHost
import Testing
import TicketModel

@testable import Engine

struct TriggerRunTests {
    private func thread(_ messages: Message...) -> MemoryConnector {
        MemoryConnector([.sample(1)]) { $0.threads[.portal(1)] = messages }
    }

    private func verdicts(
        _ triggers: [TriggerDeclaration],
        _ connector: MemoryConnector,
        _ target: AutomationRun.Target = .ticket(.portal(1)),
        handler: String? = nil
    ) async throws -> [HandlerReport.Verdict] {
        let run = MemoryAutomation(triggers).run(over: [connector])
        return try await run.run(target, handler: handler).considered.map(\.verdict)
    }

    @Test func `every trigger is tried with its own change`() async throws {
        let seen = Log<TicketChange>()
        let automation = MemoryAutomation(
            [.on(.ticketCreated), .on(.messageAdded), .on(.statusChanged), .on(.ticketUpdated), .on(.ticketDeleted)]
        ) { handler, _ throws(PluginFailure) in
            if let change = handler.change { seen.add(change) }
            return HandlerOutcome()
        }
        let connector = thread(.sample(.requester, minutesAgo: 9), .sample(.agent, minutesAgo: 3))
        let report = try await automation.run(over: [connector]).run(.ticket(.portal(1)))
        #expect(
            report.considered.map(\.handler) == [
                "triggers[1] ticket.created", "triggers[2] message.added", "triggers[3] ticket.status_changed",
                "triggers[4] ticket.updated", "triggers[5] ticket.deleted",
            ]
        )
        #expect(report.considered.last?.verdict == .passedOver(because: "the ticket is not deleted"))
        #expect(seen.entries.map(\.kind) == [.ticketCreated, .messageAdded, .statusChanged, .ticketUpdated])
        #expect(seen.entries.map(\.actor) == [.unknown, .agent, .unknown, .unknown])
        #expect(seen.entries[1].message?.id == "agent-3")
        #expect(seen.entries[2].to == ObservedStatus(.open))
    }

    @Test func `a condition that does not hold says which`() async throws {
        let connector = thread(.sample(.agent, minutesAgo: 3))
        let verdicts = try await verdicts(
            [
                .on(.messageAdded) { $0.author = .requester }, .on(.messageAdded) { $0.author = .agent },
                .on(.ticketCreated) { $0.filter.statuses = [.normalised(.closed)] },
            ],
            connector
        )
        #expect(
            verdicts == [
                .passedOver(because: "the message's author is agent, not requester"), .fired,
                .passedOver(because: "status is open, not closed"),
            ]
        )
    }

    @Test func `a condition on waiting reads the messages`() async throws {
        let waiting = TriggerDeclaration.on(.ticketCreated) { $0.filter.waitingLongerThan = .minutes(5) }
        #expect(try await verdicts([waiting], thread(.sample(.requester, minutesAgo: 9))) == [.fired])
        let silent = MemoryConnector([.sample(1)], without: [.messages])
        #expect(
            try await verdicts([waiting], silent)
                == [.passedOver(because: "how long the requester waits cannot be told here")]
        )
    }

    @Test func `without messages no message can have been added`() async throws {
        let silent = MemoryConnector([.sample(1)], without: [.messages])
        let added: [TriggerDeclaration] = [.on(.messageAdded)]
        #expect(try await verdicts(added, silent) == [.passedOver(because: "acme does not tell messages")])
        #expect(try await verdicts(added, thread()) == [.passedOver(because: "the ticket has no messages")])
    }

    @Test func `a Lua condition decides last`() async throws {
        let failure = PluginFailure(.script, plugin: "auto-reply", message: "boom")
        var automation = MemoryAutomation([
            .on(.ticketCreated, hasLuaCondition: true), .on(.ticketCreated, hasLuaCondition: true),
            .on(.ticketCreated, hasLuaCondition: true),
            .on(.ticketCreated, hasLuaCondition: true) { $0.filter.statuses = [.normalised(.closed)] },
        ])
        let asked = Log<Int>()
        automation.condition = { _, trigger throws(PluginFailure) in
            asked.add(trigger)
            if trigger == 2 { throw failure }
            return trigger == 0
        }
        let report = try await automation.run(over: [thread()]).run(.ticket(.portal(1)))
        #expect(
            report.considered.map(\.verdict) == [
                .fired, .passedOver(because: "its condition says no"), .passedOver(because: "its condition failed"),
                .passedOver(because: "status is open, not closed"),
            ]
        )
        #expect(report.considered[2].failure == failure)
        #expect(asked.entries == [0, 1, 2])
    }

    @Test func `an event is tried as it is, by the triggers that wait for its kind`() async throws {
        let change = TicketChange(kind: .statusChanged, ticket: .sample(1), to: ObservedStatus(.solved))
        let connector = MemoryConnector()
        let verdicts = try await verdicts([.on(.ticketCreated), .on(.statusChanged)], connector, .event(change))
        #expect(
            verdicts == [
                .passedOver(because: "the change is ticket.status_changed, not ticket.created"), .fired,
            ]
        )
        #expect(connector.calls.isEmpty)
    }

    @Test func `one handler alone is tried where it is named`() async throws {
        let triggers: [TriggerDeclaration] = [.on(.ticketCreated), .on(.ticketUpdated)]
        #expect(try await verdicts(triggers, thread(), handler: "triggers[2]") == [.fired])
    }

    @Test func `a ticket goes to the schedules with each where there are no triggers`() async throws {
        let automation = MemoryAutomation(
            schedules: [.named("sweep", each: .filter(TicketFilter())), .named("report")]
        )
        let report = try await automation.run(over: [thread()]).run(.ticket(.portal(1)))
        #expect(report.considered.map(\.handler) == ["schedules.sweep"])
        #expect(report.considered.map(\.ticket) == [.portal(1)])
    }

    @Test func `a ticket that nothing reacts to, or that is not there, is an error`() async {
        let idle = MemoryAutomation(schedules: [.named("sweep")])
        let nothing = await #expect(throws: RunError.self) { try await idle.run(over: []).run(.ticket(.portal(1))) }
        #expect(
            nothing?.description
                == "auto-reply has neither triggers nor a schedule with \"each\"; run it without a ticket."
        )
        let noTrigger = await #expect(throws: RunError.self) {
            try await idle.run(over: []).run(.event(TicketChange(kind: .ticketCreated, ticket: .sample(1))))
        }
        #expect(noTrigger?.description == "auto-reply has no triggers; run it without an event.")
        let missing = await #expect(throws: RunError.self) {
            try await MemoryAutomation([.on(.ticketCreated)]).run(over: [thread()]).run(.ticket(.portal(9)))
        }
        #expect(missing == .ticket(.sample(.notFound)))
    }
}
