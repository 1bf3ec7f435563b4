import LuaRuntime
import TicketModel

extension ProviderReader {
    /// How webhooks are proven and read, and how they are set up where the provider has an API for that.
    func webhook() -> WebhookDeclaration? {
        guard let webhook = reader.child("webhook") else { return nil }
        webhook.allowOnly(["verify", "parse", "events", "list", "register", "remove"])
        if webhook.table["parse"] == .nil {
            webhook.problem("parse", "is missing; write parse = function(request) … end.")
        }
        _ = webhook.isFunction("parse")
        let events = events(webhook)
        guard let verify = webhook.child("verify"), let method = verify.table["__webhook"].text else {
            webhook.problem("verify", "takes usher.webhook.hmac { … } or usher.webhook.equals { … }.")
            return nil
        }
        verify.allowOnly([
            "header", "secret", "algorithm", "encoding", "prefix", "signed", "timestamp", "tolerance", "plain_secret",
            "delivery", "challenge",
        ])
        _ = verify.text("header", orElse: "the header that carries the signature")
        _ = verify.text("secret", orElse: "a template such as \"{webhook_secret}\"")
        _ = verify.word("algorithm", of: WebhookRule.Algorithm.self)
        _ = verify.word("encoding", of: WebhookRule.Encoding.self)
        _ = verify.span("tolerance")
        var options: [String: JSONValue] = [:]
        for (name, value) in verify.table.sortedFields where !name.hasPrefix("__") { options[name] = value.json }
        return WebhookDeclaration(method: method, options: options, events: events)
    }

    /// The events to register for; the functions that do so belong together.
    private func events(_ webhook: FieldReader) -> [String] {
        let events = webhook.texts("events") ?? []
        let functions = ["list", "register", "remove"]
        let isAny = !events.isEmpty || functions.contains { webhook.table[$0] != .nil }
        guard isAny else { return [] }
        if events.isEmpty {
            webhook.problem("events", "is missing; name what to register for, as in { \"ticket.created\" }.")
        }
        for name in functions {
            if webhook.table[name] == .nil {
                webhook.problem(name, "is missing; list, register and remove are there together or not at all.")
            }
            _ = webhook.isFunction(name)
        }
        return events
    }
}
