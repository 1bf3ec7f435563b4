import PluginHost
package import TicketModel

/// What an operator's command does to tickets: the same effects through the same relay as an automation's.
package struct CommandLineWrites: Sendable {
    /// Which tickets are meant.
    package enum Target: Sendable, Equatable {
        case ticket(TicketID)
        case filter(TicketFilter)
        /// None yet: for `create`.
        case newTicket
    }

    /// What a command would do, before it does it.
    package struct Plan: Sendable, Equatable {
        /// In the order in which they are delivered.
        package var effects: [Effect]
        /// The tickets that are touched, as far as they were read.
        package var tickets: [Ticket]
        /// What can be told beforehand not to work: connections that cannot be read, effects that a provider lacks.
        package var failures: [TicketFailure]
        /// What is worth knowing, one sentence each.
        package var notes: [String]
    }

    private let desk: TicketDesk
    private let relay: EffectRelay
    private let invocation: String

    /// The writes of one command; the invocation is its id, which is part of every idempotency key.
    package init(desk: TicketDesk, relay: EffectRelay, invocation: String) {
        self.desk = desk
        self.relay = relay
        self.invocation = invocation
    }

    /// Says what a command would do to each ticket, in order.
    ///
    /// A single ticket is not read for it; where it cannot work, that is thrown before any request is made.
    package func plan(_ actions: [Effect.Action], for target: Target) async throws(TicketFailure) -> Plan {
        var plan = Plan(effects: [], tickets: [], failures: [], notes: [])
        switch target {
        case .ticket(let id):
            plan.effects = Self.effects(actions, on: id)
            for effect in plan.effects { try preflight(effect) }
        case .newTicket:
            plan.effects = Self.effects(actions, on: nil)
            for effect in plan.effects { try preflight(effect) }
        case .filter(let filter):
            let listing = await desk.list(filter)
            plan.failures = listing.failures
            plan.notes = listing.notes
            for ticket in listing.tickets {
                let effects = Self.effects(actions, on: ticket.id)
                do throws(TicketFailure) {
                    for effect in effects { try preflight(effect) }
                    plan.effects += effects
                    plan.tickets.append(ticket)
                } catch {
                    // A provider that lacks an operation lacks it for all of its tickets: once is enough.
                    if !plan.failures.contains(error) { plan.failures.append(error) }
                }
            }
        }
        return plan
    }

    /// Does what was planned, in order; one ticket's failure does not stop the others.
    ///
    /// The verb is the command's, as in `reply`; the report is told after each effect.
    package func deliver(
        _ plan: Plan,
        verb: String,
        report: @Sendable (Delivery) -> Void = { _ in }
    ) async -> [Delivery] {
        let origin = EffectOrigin(automation: "cli", handler: verb, cause: invocation, actor: .operator)
        let known = plan.tickets.map { ($0.id, TicketWithMessages(ticket: $0)) }
        return await relay.deliver(
            plan.effects,
            from: origin,
            known: Dictionary(known) { _, newer in newer },
            report: report
        )
    }

    private func preflight(_ effect: Effect) throws(TicketFailure) {
        let connection: String
        switch effect.action {
        case .create(let name, _): connection = name
        default:
            guard let ticket = effect.ticket else { return }
            connection = ticket.connection
        }
        let connector = try desk.connector(named: connection)
        if let problem = EffectPreflight.problem(with: effect, at: connector) { throw problem }
    }

    /// The actions as effects on one ticket, those of one kind numbered.
    private static func effects(_ actions: [Effect.Action], on ticket: TicketID?) -> [Effect] {
        var counts: [Effect.Kind: Int] = [:]
        return actions.map { action in
            var effect = Effect(ticket: ticket, action: action)
            effect.ordinal = counts[effect.kind, default: 0]
            counts[effect.kind, default: 0] += 1
            return effect
        }
    }
}
