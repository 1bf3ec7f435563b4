package import Logging
import PluginHost
import Synchronization
package import TicketModel

/// What becomes of webhooks at the door.
package final class WebhookDesk: Sendable {
    /// How a webhook was answered.
    package enum Answer: String, Sendable, Hashable, CaseIterable {
        case stored, repeated, refused, unknown, unconfigured, tooLarge = "too_large", busy, failed
    }

    /// Larger bodies are refused: a hint needs no more.
    static let largestBody = 1 << 20
    /// So many bodies are read at a time.
    static let mostAtOnce = 512

    private struct State {
        var underWay = 0
        var counts: [String: [Answer: Int]] = [:]
        /// When a refusal was last logged, by connection: a flood of them is not a flood of lines.
        var told: [String: Timestamp] = [:]
    }

    let routes: @Sendable (_ connection: String) -> WebhookRoute?
    let keep: @Sendable (ArrivedWebhook) async throws -> Bool
    let now: @Sendable () -> Timestamp
    private let logger: Logger
    private let state = Mutex(State())

    /// A desk that looks a connection's route up, and keeps what arrives; `keep` answers false where that is there already.
    package init(
        routes: @escaping @Sendable (_ connection: String) -> WebhookRoute?,
        keep: @escaping @Sendable (ArrivedWebhook) async throws -> Bool,
        now: @escaping @Sendable () -> Timestamp,
        logger: Logger
    ) {
        self.routes = routes
        self.keep = keep
        self.now = now
        self.logger = logger
    }

    /// How webhooks were answered, by connection; those for connections that do not exist are under the empty name.
    package var counts: [String: [Answer: Int]] { state.withLock(\.counts) }

    /// Whether another body may be read now; each yes is to be followed by ``leave()``.
    func enter() -> Bool {
        state.withLock { state in
            guard state.underWay < Self.mostAtOnce else { return false }
            state.underWay += 1
            return true
        }
    }

    func leave() {
        state.withLock { $0.underWay -= 1 }
    }

    /// Notes how a webhook was answered, and tells the operator of refusals, though not of each.
    func note(_ answer: Answer, at connection: String, because reason: String = "") {
        let time = now()
        let isToTell = state.withLock { state in
            state.counts[connection, default: [:]][answer, default: 0] += 1
            guard ![.stored, .repeated].contains(answer) else { return false }
            if let told = state.told[connection], time - told < .minutes(1) { return false }
            state.told[connection] = time
            return true
        }
        guard isToTell else { return }
        logger.warning(
            "A webhook was not taken; further ones are counted, and told of once a minute.",
            metadata: ["connection": "\(connection)", "answer": "\(answer.rawValue)", "because": "\(reason)"]
        )
    }
}
