import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

struct TriggerIntakeTests {
    private func passed(_ world: RunsWorld, _ changes: [Int64]) async throws -> [String] {
        try await world.database.read { try ConsiderationTable.passedOver(changes: changes, in: $0).map(\.why) }
    }

    @Test func `a matching trigger makes one run, however often its change is handed over`() async throws {
        try await RunsWorld.with { world in
            let automation = MemoryAutomation([.on(.ticketCreated), .on(.messageAdded)])
            try await world.take([.sample(1), .sample(2)], automation)
            try await world.take([.sample(1)], automation)
            let runs = try await world.runs()
            #expect(runs.map(\.change) == [1, 2])
            #expect(runs.map(\.handler) == ["triggers[1]", "triggers[1]"])
            #expect(runs.allSatisfy { $0.mode == "live" && $0.state == .available })
        }
    }

    @Test func `baseline changes trigger nothing, and nobody is said to have looked at them`() async throws {
        try await RunsWorld.with { world in
            let automation = MemoryAutomation([.on(.ticketCreated), .on(.ticketCreated) { $0.actor = .agent }])
            try await world.take((1...100).map { .sample($0, baseline: true) }, automation)
            let runs = try await world.runs()
            let looked = try await passed(world, Array(1...100))
            #expect(runs.isEmpty)
            #expect(looked.isEmpty)
        }
    }

    @Test func `who lets a change pass says by its first condition why, and is counted`() async throws {
        try await RunsWorld.with { world in
            let automation = MemoryAutomation([.on(.ticketCreated) { $0.actor = .agent }])
            try await world.take([.sample(1), .sample(2)], automation)
            let looked = try await passed(world, [1, 2])
            #expect(looked == Array(repeating: "the actor is requester, not agent", count: 2))
            let count = try await world.database.read {
                try ConsiderationTable.passedOverCount(automation: "auto-reply", handler: "triggers[1]", in: $0)
            }
            #expect(count == 2)
        }
    }

    @Test func `an automation that is off looks at nothing`() async throws {
        try await RunsWorld.with { world in
            try await world.take([.sample(1)], MemoryAutomation([.on(.ticketCreated)]), mode: .off)
            let runs = try await world.runs()
            #expect(runs.isEmpty)
        }
    }

    @Test func `waiting is computed from the messages of the mirror`() async throws {
        try await RunsWorld.with { world in
            let automation = MemoryAutomation([.on(.ticketCreated) { $0.filter.waitingLongerThan = .hours(1) }])
            world.mirror.put(.sample(1), messages: [.sample(.requester, minutesAgo: 90)])
            world.mirror.put(.sample(2), messages: [.sample(.requester, minutesAgo: 30)])
            try await world.take([.sample(1), .sample(2), .sample(3)], automation)
            let runs = try await world.runs()
            #expect(runs.map(\.change) == [1])
        }
    }

    @Test(
        arguments: [
            (true, false, 1, nil), (true, false, 5, nil),
            (true, false, 6, "6 automations stand before it in a row; 5 may"),
            (false, false, 1, "the change is the echo of an effect of other, and it does not declare cascade = true"),
            (true, true, 1, "the change is the echo of its own effect"),
        ] as [(Bool, Bool, Int, String?)]
    )
    func `an echo triggers only others, where they declare it, to a depth`(
        cascades: Bool,
        isOwn: Bool,
        depth: Int,
        why: String?
    ) {
        var trigger = TriggerDeclaration.on(.ticketCreated)
        trigger.cascades = cascades
        let verdict = TriggerVerdict(
            trigger,
            of: HostedAutomation(MemoryAutomation([trigger]), mode: .live),
            on: .sample(1, cause: "k", depth: depth),
            causedBy: isOwn ? "auto-reply" : "other",
            waitingSince: { nil }
        )
        #expect(verdict == (why.map { .passes(because: $0) } ?? .fires))
    }

    @Test func `what a run keeps of its change comes back as it was`() throws {
        let change = TicketChange(
            kind: .statusChanged,
            ticket: .sample(1),
            message: .sample(.agent, minutesAgo: 1),
            actor: .agent,
            from: ObservedStatus(.open, raw: "active"),
            to: ObservedStatus(.closed)
        )
        let payload = try #require(ChangePayload(ChangePayload(change).json))
        let messages = [Message.sample(.requester, minutesAgo: 2), .sample(.agent, minutesAgo: 1)]
        #expect(payload.change(of: change.ticket, messages: messages) == change)
    }
}
