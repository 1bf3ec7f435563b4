import Crypto
import FoundationEssentials
package import PluginHost
package import TicketModel

/// Where the webhooks of a connection arrive, and what proves them.
package struct WebhookRoute: Sendable {
    let rule: WebhookRule?
    /// The hash of what the path must end with.
    private let secret: SHA256.Digest?

    /// A route; without a rule that has a secret and without a secret of its own it takes nothing.
    package init(rule: WebhookRule?, pathSecret: String?) {
        self.rule = rule?.isConfigured == true ? rule : nil
        secret = pathSecret.map { SHA256.hash(data: Array($0.utf8)) }
    }

    var isConfigured: Bool { rule != nil || secret != nil }

    /// Whether the rest of the path is what it must be; how long that takes tells nothing of it.
    func admits(_ rest: String?) -> Bool {
        guard let secret else { return rest == nil }
        return SHA256.hash(data: Array((rest ?? "").utf8)) == secret
    }

    /// Whether the request proves itself, as far as there is a rule.
    func verdict(on request: WebhookRequest, now: Timestamp) -> WebhookVerdict {
        rule?.verdict(on: request, now: now) ?? .genuine(delivery: nil, challenge: nil)
    }

    /// The headers that are kept: none that a secret stands in.
    func kept(_ headers: [String: String]) -> [String: String] {
        let secret: Set<String> = ["authorization", "cookie", "proxy-authorization"]
        return headers.filter { !secret.contains($0.key) && rule?.secretHeaders.contains($0.key) != true }
    }
}

/// A webhook that proved itself, as it is to be kept.
package struct ArrivedWebhook: Sendable, Equatable {
    package let connection: String
    /// What is the same each time it is sent.
    package let delivery: String
    /// Whether the provider told that.
    package let isTold: Bool
    package let receivedAt: Timestamp
    package let headers: [String: String]
    package let body: [UInt8]
}
