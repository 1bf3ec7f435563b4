package import TicketModel

/// Sends messages to people through the notifiers of `usher.yaml`.
package protocol NotificationSender: Sendable {
    /// Sends one message for an automation, or for an operator where that is nil, about a ticket where there is one.
    func send(
        notifier: String,
        text: String,
        automation: String?,
        ticket: Ticket?
    ) async throws(TicketFailure)
}
