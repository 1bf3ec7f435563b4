import AdminServer
import Engine
import OutboundHTTP
import Synchronization

/// What the loops of an epoch share, and the door looks up.
struct EpochParts: Sendable {
    let live: LiveHost
    let engine: HostEngine
    let served: ServedConnections
    let duties: [ConnectionDuty]
    /// Looks at everything anew.
    let hangUp: @Sendable () -> Void
}

/// The epoch that holds now.
final class PresentEpoch: Sendable {
    private let state = Mutex<EpochParts?>(nil)

    var parts: EpochParts? { state.withLock(\.self) }

    func set(_ parts: EpochParts) {
        state.withLock { $0 = parts }
    }

    var counts: (connections: Int, automations: Int) {
        parts.map { ($0.duties.count, $0.engine.automations.count) } ?? (0, 0)
    }

    /// Where a connection's webhooks arrive; one that could not be set up takes none.
    func route(_ connection: String) -> WebhookRoute? {
        guard let parts, let reader = parts.served[connection] else { return nil }
        let configured = parts.live.current.configuration.connections.first { $0.name == connection }
        return WebhookRoute(rule: reader.webhookRule, pathSecret: configured?.hookSecret?.unsafeRevealed())
    }
}
