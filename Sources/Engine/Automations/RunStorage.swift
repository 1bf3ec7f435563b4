import PluginHost
import Synchronization
package import TicketModel

/// `ctx.state` during a run: what was stored before, overlaid with what the run's ended handlers wrote.
final class RunStorage: PluginStorage, Sendable {
    private let stored: any PluginStorage
    private let writes = Mutex<[String: JSONValue]>([:])

    init(over stored: any PluginStorage) {
        self.stored = stored
    }

    func value(of key: String) async throws(TicketFailure) -> JSONValue? {
        if let written = writes.withLock({ $0[key] }) { return written.isNull ? .none : .some(written) }
        return try await stored.value(of: key)
    }

    /// Keeps what a handler that ended well has written; null removes a key.
    func keep(_ written: [String: JSONValue]) {
        writes.withLock { $0.merge(written) { _, newer in newer } }
    }
}

/// The state of a plugin for which nothing has been stored.
package struct EmptyStorage: PluginStorage {
    package init() {}

    package func value(of key: String) async throws(TicketFailure) -> JSONValue? { nil }
}
