import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

/// Compare and set, where the provider tells a ticket's version.
struct VersionTests {
    private func ticket(_ version: String, status: String = "active") -> Ticket {
        .sample(1) { ticket in
            ticket.version = .value(version)
            ticket.statusRaw = .value(status)
        }
    }

    private let close = Effect.Action.setStatus(.normalised(.closed))

    @Test func `a value is written under the version that it was compared with`() async throws {
        try await RunsWorld.with { world in
            try await world.ask(ticket("1"), close)
            let connector = MemoryConnector([ticket("2")])
            _ = try await world.relay([connector]).drain()
            #expect(connector.writtenTo.map { $0?.version.value } == ["2"])
        }
    }

    @Test(arguments: [("active", [EffectState.delivered], 2), ("paused", [.superseded], 1)])
    func `a conflict is read anew and compared again`(after: String, states: [EffectState], writes: Int) async throws {
        try await RunsWorld.with { world in
            try await world.ask(ticket("1"), close)
            let changed = ticket("2", status: after)
            let connector = MemoryConnector([ticket("1")]) { state in
                state.writes = [.failure(.sample(.conflict))]
                state.onWrite = { _, rows in rows = [changed] }
            }
            _ = try await world.relay([connector]).drain()
            let effects = try await world.effects()
            #expect(effects.map(\.state) == states)
            #expect(connector.writtenTo.map { $0?.version.value } == Array(["1", "2"].prefix(writes)))
        }
    }

    @Test func `where a ticket cannot be read alone, the version that the handler saw is the condition`() async throws {
        try await RunsWorld.with { world in
            try await world.ask(ticket("1"), close)
            let changed = ticket("2")
            let connector = MemoryConnector([changed], without: [.get]) { $0.writes = [.failure(.sample(.conflict))] }
            _ = try await world.relay([connector]).drain()
            #expect(connector.writtenTo.map { $0?.version.value } == ["1", "2"])
            #expect(connector.calls == ["write status closed", "page 1", "write status closed"])
        }
    }

    @Test func `a note has no condition: nothing of the ticket was compared`() async throws {
        try await RunsWorld.with { world in
            try await world.ask(ticket("1"), .note("a"))
            let connector = MemoryConnector([ticket("2")])
            _ = try await world.relay([connector]).drain()
            #expect(connector.writtenTo.map { $0?.version.value } == [nil])
        }
    }
}
