import PluginHost
import Synchronization
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

extension EffectRelay {
    /// A relay over some connectors.
    init(_ connectors: [MemoryConnector], notifications: MemoryNotifications = MemoryNotifications()) {
        let desk = TicketDesk(connectors: connectors, now: { testTime })
        self.init(.operatorCommand, desk: desk, notifications: notifications)
    }

    /// Delivers actions on ticket 1 of "portal", as an automation would.
    func outcomes(
        of actions: [Effect.Action],
        known: [Ticket] = [],
        actor: TicketModel.Actor = .usher
    ) async -> [Delivery.Outcome] {
        let origin = EffectOrigin(automation: "auto-reply", handler: "triggers[1]", cause: "c", actor: actor)
        let tickets = known.map { ($0.id, TicketWithMessages(ticket: $0)) }
        let deliveries = await deliver(
            actions.map { Effect(ticket: .portal(1), action: $0) },
            from: origin,
            known: Dictionary(uniqueKeysWithValues: tickets)
        )
        return deliveries.map(\.outcome)
    }
}
