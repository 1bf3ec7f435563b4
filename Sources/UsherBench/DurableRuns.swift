import Engine
import PluginHost
import Store
import TicketModel

/// Runs from their claim to the commit of their end: each calls a Lua handler, which asks for one reply.
struct DurableRuns {
    let database: any SQLDatabase

    func measure(_ count: Int) async throws -> Figures {
        let world = try await BenchWorld(database: database, automation: BenchPlugins.answering())
        // The first calls load the states and prepare the statements.
        try await world.fill(from: 0, to: 500)
        _ = try await world.worker.drain()
        try await world.fill(from: 500, to: 500 + count)
        let before = Figures.coreSeconds
        let (seconds, tally) = try await Figures.time { try await world.worker.drain() }
        let core = (Figures.coreSeconds - before) / Double(count)
        guard tally.ended == count, tally.attempts == count else {
            throw BenchFailure(what: "\(count) runs were due, and this came of them: \(tally)")
        }
        let written = try await database.read { reader -> Int in
            try reader.value("SELECT count(*) FROM effect WHERE state = 'pending'")
        }
        guard written == count + 500 else { throw BenchFailure(what: "\(written) effects are in the outbox") }
        return Figures(values: ["runs_per_second": Double(count) / seconds, "core_microseconds": core * 1_000_000])
    }
}

/// An engine without a provider: what its runs ask for stays in the outbox.
struct BenchWorld {
    let database: any SQLDatabase
    let worker: RunWorker
    private let writer: MirrorWriter

    init(database: any SQLDatabase, automation: any Automation) {
        self.database = database
        let automations = AutomationSet([HostedAutomation(automation, mode: .live)])
        let intake = TriggerIntake(automations) { id, reader in try MirrorReader(reader).messages(of: id) }
        writer = MirrorWriter(evidence: EffectLedger(), intake: intake)
        worker = RunWorker(
            automations,
            parts: EngineParts(
                database: database,
                mirror: StoreMirror(writer),
                desk: TicketDesk(connectors: [], now: WallTime.now),
                owner: "bench",
                now: WallTime.now
            )
        )
    }

    /// New tickets, each with its run.
    func fill(from start: Int, to end: Int) async throws {
        let tickets = BenchTickets(now: WallTime.now(), count: 100_000)
        if start == 0 {
            // Before the first sync is through, nothing is news.
            try await database.write { transaction in
                var cursor = SyncCursor()
                cursor.baselineDone = true
                try CursorRows.save(cursor, of: "desk", in: transaction)
            }
        }
        for first in stride(from: start, to: end, by: 500) {
            let writer = writer
            try await database.write { transaction in
                let now = WallTime.now()
                let reads = (first..<min(first + 500, end)).map { number in
                    var ticket = tickets.ticket(number)
                    ticket.id = TicketID(connection: "desk", id: "t\(number)")
                    ticket.status = .open
                    return MirrorRead(TicketWithMessages(ticket: ticket), from: .listing, begunAt: now)
                }
                try writer.apply(reads, seenAt: now, in: transaction)
            }
        }
    }
}
