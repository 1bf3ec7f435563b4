import Engine
import PluginHost
import Store
import TicketModel

/// A mirror that is filled with many tickets, as a first sync does it.
struct FullMirror {
    let database: any SQLDatabase
    let tickets: Int

    /// Writes the words of all tickets down, for full text.
    func writeWords() async throws {
        while try await database.write({ try TicketWords.catchUp(limit: 2000, in: $0) }) > 0 {}
    }

    func fill(_ now: Timestamp) async throws {
        let source = BenchTickets(now: now, count: tickets)
        let intake = TriggerIntake(AutomationSet([])) { _, _ in nil }
        let writer = MirrorWriter(evidence: EffectLedger(), intake: intake)
        for first in stride(from: 0, to: tickets, by: 2000) {
            let made = (first..<min(first + 2000, tickets)).map(source.ticket)
            for reads in Dictionary(grouping: made, by: \.id.connection).values {
                try await database.write { transaction in
                    let reads = reads.map {
                        MirrorRead(thread(of: $0), from: .listing, begunAt: now, baseline: true)
                    }
                    try writer.apply(reads, seenAt: now, in: transaction)
                }
            }
        }
    }

    /// Of some tickets the messages were read, and their requesters wait.
    private func thread(of ticket: Ticket) -> TicketWithMessages {
        guard ticket.status == .pending, ticket.channel == .value("chat") else {
            return TicketWithMessages(ticket: ticket)
        }
        let message = Message(
            id: "m1",
            author: MessageAuthor(kind: .requester),
            visibility: .public,
            body: "And?",
            createdAt: ticket.updatedAt
        )
        return TicketWithMessages(ticket: ticket, messages: [message])
    }
}
