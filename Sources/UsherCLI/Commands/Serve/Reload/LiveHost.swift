import Engine
import Synchronization
import TicketModel

/// The host as it is now: its configuration and plugins may be exchanged while it runs.
final class LiveHost: Sendable {
    private let state: Mutex<HostAssembly>

    init(_ host: HostAssembly) {
        state = Mutex(host)
    }

    var current: HostAssembly { state.withLock(\.self) }

    func exchange(for host: HostAssembly) {
        state.withLock { $0 = host }
    }
}

/// The notifiers as they are at the moment of sending.
struct LiveNotifiers: NotificationSender {
    let live: LiveHost

    func send(
        notifier: String,
        text: String,
        automation: String?,
        ticket: Ticket?
    ) async throws(TicketFailure) {
        try await NotifierDesk(host: live.current).send(
            notifier: notifier,
            text: text,
            automation: automation,
            ticket: ticket
        )
    }
}
