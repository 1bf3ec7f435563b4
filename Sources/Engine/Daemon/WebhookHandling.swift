import PluginHost
import Store
import TicketModel

/// Acts on the webhooks of a connection that wait: asks the plugin what each is about, and reads that.
///
/// What a webhook says is believed in nothing but that it is worth a look.
struct WebhookHandling: Sendable {
    /// What came of a round.
    struct Outcome: Sendable, Equatable {
        var handled = 0
        /// How many tickets were read.
        var tickets = 0
        /// Whether only a listing finds out the rest.
        var needsListing = false
        /// Whether more wait than are looked at in a round.
        var isFull = false
    }

    let sync: ConnectionSync
    let reader: any WebhookReader
    let database: any SQLDatabase
    let now: @Sendable () -> Timestamp

    /// So many are looked at in one round.
    private static let most = 200

    /// Acts on what waits.
    ///
    /// - Throws: the provider's failure where it cannot be asked now: what waits then waits on.
    func round() async throws -> Outcome {
        let connection = sync.connector.connection
        let waiting = try await database.read { try WebhookTable.waiting(at: connection, limit: Self.most, in: $0) }
        var outcome = Outcome()
        guard !waiting.isEmpty else { return outcome }
        outcome.isFull = waiting.count == Self.most
        let canGet = sync.connector.capabilities.has(.get)
        var read: Set<String> = []
        for webhook in waiting {
            guard !Task.shallEnd else { return outcome }
            var tickets: [String]?
            var problem: String?
            do throws(TicketFailure) {
                let hints = try await reader.hints(of: WebhookRequest(headers: webhook.headers, body: webhook.body))
                if case .tickets(let ids) = hints, canGet { tickets = ids }
            } catch {
                problem = error.message
            }
            for id in tickets ?? [] where read.insert(id).inserted {
                _ = try await sync.refresh(id)
                outcome.tickets += 1
            }
            if tickets == nil { outcome.needsListing = true }
            let (told, why, time) = (tickets, problem, now())
            try await database.write {
                try WebhookTable.handle(webhook.id, tickets: told, why: why, at: time, in: $0)
            }
            outcome.handled += 1
        }
        return outcome
    }
}
