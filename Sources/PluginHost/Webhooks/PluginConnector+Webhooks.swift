import LuaRuntime
package import TicketModel

extension PluginConnector: WebhookReader {
    package func hints(of request: WebhookRequest) async throws(TicketFailure) -> WebhookHints {
        // Whoever knows the connection's hook secret may ring, whatever the provider has.
        guard manifest.webhook != nil else { return .listing }
        let given: LuaValue = .fields([
            "headers": .fields(request.headers.mapValues { LuaValue.text($0) }),
            "body": .string(LuaBytes(request.body)),
        ])
        let answer = try await parse(webhook: given)
        let ids = answer.table?["tickets"].table?.list.compactMap { $0.text ?? $0.integer.map(String.init) } ?? []
        return ids.isEmpty ? .listing : .tickets(Array(ids.prefix(Self.mostHints)))
    }

    /// A webhook that names more tickets is no hint any more: the next listing finds the others.
    private static let mostHints = 100

    /// What a webhook's request says: the ids of the tickets to read now.
    ///
    /// Verifying who sent it comes before.
    func parse(webhook request: LuaValue) async throws(TicketFailure) -> LuaValue {
        guard manifest.webhook != nil else {
            throw TicketFailure(.unsupported, "\(provider) has no webhooks.", connection: connection)
        }
        var given = request.table ?? LuaTable()
        if given["headers"] == .nil { given["headers"] = .fields([:]) }
        if let body = given["body"].bytes, let json = try? JSONValue(parsing: body) { given["json"] = LuaValue(json) }
        let path: LuaValue = .list(["webhook", "parse"])
        do {
            let scope = CallScope(bundle: generation.bundle, now: now)
            return try await generation.call("plain", [path, .table(given)], handler: "webhook.parse", scope: scope)
                .first ?? .nil
        } catch {
            throw error.ticketFailure(connection: connection)
        }
    }
}
