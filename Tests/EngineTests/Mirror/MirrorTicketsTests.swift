import PluginHost
import Store
import Testing
import TicketModel

@testable import Engine

/// What handlers read tickets through.
struct MirrorTicketsTests {
    @Test(arguments: [[], [TicketOperation.get]] as [Set<TicketOperation>])
    func `a refresh reads the provider, by its listing where a ticket cannot be read alone`(
        absent: Set<TicketOperation>
    ) async throws {
        try await TestDatabase.sqlite.with { database in
            let mirror = StoreMirror(MirrorWriter(evidence: NoEvidence(), intake: NoIntake()))
            let connector = MemoryConnector([.sample(1), .sample(2, status: .closed)], without: absent)
            let desk = TicketDesk(connectors: [connector], now: { testTime })
            let parts = EngineParts(database: database, mirror: mirror, desk: desk, owner: "one", now: { testTime })
            let old = MirrorRead(TicketWithMessages(ticket: .sample(2)), from: .listing, begunAt: testTime)
            try await database.write { try mirror.apply(old, seenAt: testTime, in: $0) }
            let tickets = MirrorTickets(parts: parts, desk: desk, sight: Sight(nil))
            let ticket = try await tickets.get(.portal(2))
            #expect(ticket.status == .closed)
            #expect(connector.calls == (absent.isEmpty ? ["get 2"] : ["page 1"]))
            let known = try await database.read { try mirror.ticket(.portal(2), in: $0) }
            #expect(known?.ticket.status == .closed)
            await #expect(throws: TicketFailure.self) { try await tickets.get(.portal(9)) }
        }
    }

    @Test func `before the first sync is through, a ticket that is read is no news`() async throws {
        try await TestDatabase.sqlite.with { database in
            let told = Log<[RecordedChange]>()
            let mirror = StoreMirror(MirrorWriter(evidence: NoEvidence(), intake: LoggingIntake(log: told)))
            let read = MirrorRead(TicketWithMessages(ticket: .sample(1)), from: .single, begunAt: testTime)
            try await database.write { try mirror.apply(read, seenAt: testTime, in: $0) }
            let changes = told.entries.flatMap(\.self)
            #expect(changes.map(\.baseline) == [true])
            // What a write is answered with may be a part of the ticket: sync reads it first.
            let answer = MirrorRead(TicketWithMessages(ticket: .sample(2)), from: .write, begunAt: testTime)
            try await database.write { try mirror.apply(answer, seenAt: testTime, in: $0) }
            let unknown = try await database.read { try mirror.ticket(.portal(2), in: $0) }
            #expect(unknown == nil)
        }
    }
}

private struct LoggingIntake: ChangeIntake {
    let log: Log<[RecordedChange]>

    func take(_ changes: [RecordedChange], in transaction: SQLTransaction) throws { log.add(changes) }
}
