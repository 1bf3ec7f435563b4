package import PluginHost
import Synchronization
package import TicketModel

/// A connection of the daemon: its connector may be exchanged at any time, and stands behind a circuit.
///
/// A call ends at the connector that it began at. While the circuit is open nothing is asked, so that a provider that is
/// broken is not hammered, and its time-outs are not waited for.
package final class ServedConnector: TicketConnector {
    private struct State {
        var current: any TicketConnector
        var circuit = Circuit()
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> Timestamp

    package let connection: String

    /// A connection behind its first connector; `now` is the wall clock.
    package init(_ connector: any TicketConnector, now: @escaping @Sendable () -> Timestamp) {
        connection = connector.connection
        state = Mutex(State(current: connector))
        self.now = now
    }

    /// The connector that the next call goes to.
    package var current: any TicketConnector { state.withLock(\.current) }
    /// How its circuit stands.
    package var circuit: Circuit { state.withLock(\.circuit) }
    package var provider: String { current.provider }
    package var capabilities: Capabilities { current.capabilities }

    /// Puts another connector in the place of the one that is there, with its circuit closed.
    package func exchange(for connector: any TicketConnector) {
        state.withLock { $0 = State(current: connector) }
    }

    package func page(_ filter: TicketFilter, at cursor: PageCursor?) async throws(TicketFailure) -> TicketPage {
        try await asking { connector throws(TicketFailure) in try await connector.page(filter, at: cursor) }
    }

    package func get(_ id: String) async throws(TicketFailure) -> TicketWithMessages {
        try await asking { connector throws(TicketFailure) in try await connector.get(id) }
    }

    package func messages(of ticket: Ticket) async throws(TicketFailure) -> [Message] {
        try await asking { connector throws(TicketFailure) in try await connector.messages(of: ticket) }
    }

    package func write(
        _ effect: Effect,
        to ticket: Ticket?,
        key: String
    ) async throws(TicketFailure) -> WriteOutcome {
        try await asking { connector throws(TicketFailure) in
            try await connector.write(effect, to: ticket, key: key)
        }
    }

    package func landed(
        _ effect: Effect,
        on ticket: Ticket?,
        key: String,
        sentAt: Timestamp
    ) async throws(TicketFailure) -> Bool? {
        try await asking { connector throws(TicketFailure) in
            try await connector.landed(effect, on: ticket, key: key, sentAt: sentAt)
        }
    }

    package func check() async throws(TicketFailure) {
        try await asking { connector throws(TicketFailure) in try await connector.check() }
    }

    private func asking<Value: Sendable>(
        _ call: (any TicketConnector) async throws(TicketFailure) -> Value
    ) async throws(TicketFailure) -> Value {
        let time = now()
        let (connector, wait) = state.withLock { ($0.current, $0.circuit.admit(at: time)) }
        if let wait { throw .circuitOpen(connection, for: wait) }
        do throws(TicketFailure) {
            let value = try await call(connector)
            state.withLock { $0.circuit.answered() }
            return value
        } catch {
            // Who asked no longer wanted to know: that says nothing of the provider.
            guard !Task.isCancelled else { throw error }
            state.withLock { state in
                if error.isOutage {
                    state.circuit.failed(at: now(), retryAfter: error.retryAfter)
                } else {
                    state.circuit.answered()
                }
            }
            throw error
        }
    }
}

extension TicketFailure {
    /// Whether the provider is out of order, rather than not willing.
    fileprivate var isOutage: Bool {
        switch kind {
        case .transient, .unknownOutcome, .auth: code != "plugin"
        default: false
        }
    }
}

extension ServedConnector: WebhookReader {
    package var webhookRule: WebhookRule? { (current as? any WebhookReader)?.webhookRule }

    package func hints(of request: WebhookRequest) async throws(TicketFailure) -> WebhookHints {
        guard let reader = current as? any WebhookReader else { return .listing }
        return try await reader.hints(of: request)
    }
}
