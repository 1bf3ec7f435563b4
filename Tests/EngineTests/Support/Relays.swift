import TicketModel

@testable import Engine

/// Takes notifications, or refuses them.
final class MemoryNotifications: NotificationSender, Sendable {
    struct Sent: Sendable, Equatable {
        var notifier: String
        var text: String
        var automation: String?
        var ticket: TicketID?
    }

    private let failure: TicketFailure?
    private let log = Log<Sent>()

    init(failure: TicketFailure? = nil) {
        self.failure = failure
    }

    var sent: [Sent] { log.entries }

    func send(
        notifier: String,
        text: String,
        automation: String?,
        ticket: Ticket?
    ) async throws(TicketFailure) {
        if let failure { throw failure }
        log.add(Sent(notifier: notifier, text: text, automation: automation, ticket: ticket?.id))
    }
}
