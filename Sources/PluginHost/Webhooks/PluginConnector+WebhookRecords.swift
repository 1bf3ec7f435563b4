import LuaRuntime
package import OutboundHTTP
package import TicketModel

/// A webhook as it is set up at a provider: one event, one address.
package struct WebhookRecord: Sendable, Equatable {
    /// The provider's own id.
    package var id: String
    /// Where the provider sends it.
    package var url: String
    /// The provider's own word for what it tells of.
    package var event: String
    /// What it proves itself with, where the provider tells; it is blotted out where the connection knows it already.
    package var secret: Secret?

    package init(id: String, url: String, event: String, secret: Secret? = nil) {
        self.id = id
        self.url = url
        self.event = event
        self.secret = secret
    }
}

extension PluginConnector {
    /// More pages than this are a loop.
    private static let mostPages = 100

    /// What webhooks are registered for, in the provider's own words; empty where it has no API for that.
    package var webhookEvents: [String] { manifest.webhook?.events ?? [] }

    /// The webhooks that are set up at the provider, whoever they belong to.
    package func webhookRecords() async throws(TicketFailure) -> [WebhookRecord] {
        var records: [WebhookRecord] = []
        var cursor = LuaValue.nil
        for _ in 1...Self.mostPages {
            let answer = try await manage("list", [cursor])
            guard let page = answer.table, let rows = page["webhooks"].table?.list else {
                throw reader.problem("webhook.list", "the page has no webhooks = { … }")
            }
            for row in rows { records.append(try record(row, in: "webhook.list")) }
            guard page["next"].isPresent else { return records }
            cursor = page["next"]
        }
        throw reader.problem("webhook.list", "the listing did not end within \(Self.mostPages) pages")
    }

    /// Has the provider send one event to an address.
    package func registerWebhook(at url: String, for event: String) async throws(TicketFailure) -> WebhookRecord {
        try record(try await manage("register", [.text(url), .text(event)]), in: "webhook.register")
    }

    /// Takes a webhook away by the provider's id.
    package func removeWebhook(_ id: String) async throws(TicketFailure) {
        _ = try await manage("remove", [.text(id)])
    }

    private func manage(_ function: String, _ arguments: [LuaValue]) async throws(TicketFailure) -> LuaValue {
        guard !webhookEvents.isEmpty else {
            throw TicketFailure(
                .unsupported,
                manifest.webhook == nil
                    ? "\(provider) has no webhooks; give the connection a hook_secret, and have whatever can send a POST send it."
                    : "\(provider) has no API to set webhooks up with; do it in \(provider) itself.",
                connection: connection
            )
        }
        return try await call("webhook.\(function)", path: ["webhook", .text(function)], arguments)
    }

    private func record(_ row: LuaValue, in operation: String) throws(TicketFailure) -> WebhookRecord {
        guard let table = row.table, let id = reader.text(table["id"]), !id.isEmpty, let url = table["url"].text,
            let event = table["event"].text
        else { throw reader.problem(operation, "a webhook is a table with id, url and event") }
        return WebhookRecord(id: id, url: url, event: event, secret: table["secret"].text.map { Secret($0) })
    }
}
