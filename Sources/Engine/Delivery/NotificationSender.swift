package import TicketModel

/// Sends messages to people through the notifiers of `usher.yaml`.
package protocol NotificationSender: Sendable {
    /// Sends one message.
    /// - Parameters:
    ///   - automation: who asks for it; nil for an operator.
    ///   - ticket: the ticket it is about, where there is one.
    func send(
        notifier: String,
        text: String,
        automation: String?,
        ticket: Ticket?
    ) async throws(TicketFailure)
}
