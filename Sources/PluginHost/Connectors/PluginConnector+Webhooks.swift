import LuaRuntime
import TicketModel

extension PluginConnector {
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
