package import TicketModel

/// A connector whose provider sends webhooks.
package protocol WebhookReader: Sendable {
    /// How they prove where they come from; `nil` where the provider has none.
    var webhookRule: WebhookRule? { get }

    /// What a webhook is about, once it is known to be genuine.
    func hints(of request: WebhookRequest) async throws(TicketFailure) -> WebhookHints
}

/// What a webhook says should be read now.
package enum WebhookHints: Sendable, Equatable {
    /// These tickets, by the provider's ids.
    case tickets([String])
    /// Something; only a listing finds out what.
    case listing
}
