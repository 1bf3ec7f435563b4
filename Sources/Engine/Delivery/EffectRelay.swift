package import PluginHost
package import TicketModel

/// Delivers a run's effects through the connectors, in order.
///
/// Each effect is sent once at most. What sets a value is compared with the current one first, where the provider can
/// be asked; an unknown outcome is settled by reading back, once. A refused or unknown effect holds back the later ones
/// of its run at the same ticket.
package struct EffectRelay: Sendable {
    let desk: TicketDesk
    private let notifications: any NotificationSender

    /// A relay for effects that are meant to leave.
    package init(_ live: LiveMode, desk: TicketDesk, notifications: any NotificationSender) {
        self.desk = desk
        self.notifications = notifications
    }

    /// Delivers effects, one after the other; answers with one delivery for each, and tells of it when it is through.
    ///
    /// What is known are the tickets as the run has read them, with their messages where it read those.
    package func deliver(
        _ effects: [Effect],
        from origin: EffectOrigin,
        known: [TicketID: TicketWithMessages] = [:],
        report: @Sendable (Delivery) -> Void = { _ in }
    ) async -> [Delivery] {
        var known = known
        var heldBack: [TicketID: String] = [:]
        var deliveries: [Delivery] = []
        for effect in effects {
            let key = origin.key(of: effect)
            let outcome: Delivery.Outcome
            if let reason = effect.ticket.flatMap({ heldBack[$0] }) {
                outcome = .heldBack(because: reason)
            } else {
                outcome = await deliver(effect, key: key, from: origin, known: &known)
                if let ticket = effect.ticket, outcome.holdsBack {
                    heldBack[ticket] = Reasons.heldBack(by: effect, outcome: outcome.word)
                }
            }
            let delivery = Delivery(effect: effect, key: key, outcome: outcome)
            report(delivery)
            deliveries.append(delivery)
        }
        return deliveries
    }

    private func deliver(
        _ effect: Effect,
        key: String,
        from origin: EffectOrigin,
        known: inout [TicketID: TicketWithMessages]
    ) async -> Delivery.Outcome {
        do throws(TicketFailure) {
            switch effect.action {
            case .later: throw .laterNeedsStore
            case .notify(let notifier, let text):
                try await notifications.send(
                    notifier: notifier,
                    text: text,
                    automation: origin.actor == .operator ? nil : origin.automation,
                    ticket: effect.ticket.flatMap { known[$0]?.ticket }
                )
                return .delivered(id: nil)
            case .create(let connection, _):
                let connector = try connector(named: connection, for: effect)
                return try await write(effect, to: nil, key: key, through: connector).outcome
            default:
                guard let id = effect.ticket else { throw .noTicket(for: effect) }
                let connector = try connector(named: id.connection, for: effect)
                return effect.isSetting
                    ? try await set(effect, at: id, key: key, through: connector, known: &known)
                    : try await append(effect, at: id, key: key, from: origin, through: connector, known: &known)
            }
        } catch {
            return error.kind == .unknownOutcome ? .unknown(error) : .refused(error)
        }
    }

    private func connector(named name: String, for effect: Effect) throws(TicketFailure) -> any TicketConnector {
        let connector = try desk.connector(named: name)
        if let problem = EffectPreflight.problem(with: effect, at: connector) { throw problem }
        return connector
    }
}

extension Delivery.Outcome {
    /// Whether what follows at the same ticket may have counted on it in vain.
    fileprivate var holdsBack: Bool {
        switch self {
        case .refused, .unknown: true
        case .delivered, .noChange, .heldBack, .recorded: false
        }
    }
}
