import Engine
import PluginHost
import Synchronization
import TicketModel

/// The connections of the daemon, by name: what is called through them may be exchanged while it runs.
final class ServedConnections: Sendable {
    private let connectors = Mutex<[String: ServedConnector]>([:])

    subscript(_ connection: String) -> ServedConnector? { connectors.withLock { $0[connection] } }

    /// Puts a connector behind a place where it can be exchanged.
    func add(_ connector: PluginConnector, now: @escaping @Sendable () -> Timestamp) -> ServedConnector {
        let served = ServedConnector(connector, now: now)
        connectors.withLock { $0[connector.connection] = served }
        return served
    }
}
