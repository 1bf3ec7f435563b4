import PluginHost
import Store
package import TicketModel

/// What an operator's command does to tickets: a run named `cli` for each of them, whose effects go through the outbox.
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
        /// When the tickets were about to be read.
        var readAt: Timestamp
    }

    /// Who asks for what, as it stands in the runs.
    package struct Invocation: Sendable, Equatable {
        /// Of this one command; it is part of every idempotency key.
        package var id: String
        /// The command's, as in `reply`.
        package var verb: String
        /// The operator's name.
        package var by: String
        /// This program's.
        package var version: String

        package init(id: String, verb: String, by: String, version: String) {
            self.id = id
            self.verb = verb
            self.by = by
            self.version = version
        }
    }

    /// How long a command waits for what it asked for.
    package static let patience = TimeSpan.seconds(60)

    private let parts: EngineParts
    private let invocation: Invocation
    private let patience: TimeSpan

    /// The writes of one command.
    package init(_ invocation: Invocation, parts: EngineParts, patience: TimeSpan = Self.patience) {
        self.parts = parts
        self.invocation = invocation
        self.patience = patience
    }

    /// Says what a command would do to each ticket, in order.
    ///
    /// A single ticket is not read for it; where it cannot work, that is thrown before any request is made.
    package func plan(_ actions: [Effect.Action], for target: Target) async throws(TicketFailure) -> Plan {
        var plan = Plan(effects: [], tickets: [], failures: [], notes: [], readAt: parts.now())
        switch target {
        case .ticket(let id):
            plan.effects = Self.effects(actions, on: id)
            for effect in plan.effects { try preflight(effect) }
        case .newTicket:
            plan.effects = Self.effects(actions, on: nil)
            for effect in plan.effects { try preflight(effect) }
        case .filter(let filter):
            let listing = await parts.desk.list(filter)
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

    /// Puts what was planned into the outbox, delivers it and waits for the outcomes; one ticket's failure does not stop the
    /// others.
    ///
    /// What has not left when the waiting is over stays in the outbox.
    /// - Throws: what the store throws; then nothing was put there, or what was stays there.
    package func deliver(_ plan: Plan, notifications: any NotificationSender) async throws -> [Delivery] {
        guard !plan.effects.isEmpty else { return [] }
        let known = Dictionary(plan.tickets.map { ($0.id, $0) }) { _, newer in newer }
        let now = parts.now()
        let runs = try await parts.database.write { transaction in
            try Self.groups(plan.effects).map { effects in
                let run = try RunTable.record(self.run(effects[0].ticket, now), in: transaction)
                let entries = entries(of: run, effects, known, readAt: plan.readAt, now)
                try EffectTable.insert(entries, in: transaction)
                return run
            }
        }
        let relay = OutboxRelay(
            .operatorCommand,
            automations: AutomationSet([]),
            parts: parts,
            notifications: notifications,
            hints: known
        )
        return try await relay.deliver(runs, within: patience).compactMap { Delivery($0.entry, waiting: $0.waiting) }
    }

    // MARK: Rows

    /// The effects by ticket, in the order of the plan.
    private static func groups(_ effects: [Effect]) -> [[Effect]] {
        effects.reduce(into: []) { groups, effect in
            if let last = groups.last?.last, last.ticket == effect.ticket {
                groups[groups.count - 1].append(effect)
            } else {
                groups.append([effect])
            }
        }
    }

    private func run(_ ticket: TicketID?, _ now: Timestamp) -> NewRun {
        NewRun(
            key: "cli/\(invocation.id)/\(ticket?.description ?? "-")",
            automation: SentEffect.commandLine,
            version: invocation.version,
            handler: invocation.verb,
            mode: RunMode.live.rawValue,
            cause: .command,
            ticket: ticket,
            payload: ["invocation": .string(invocation.id), "by": .string(invocation.by)],
            lane: .replies,
            dueAt: now,
            createdAt: now
        )
    }

    private func entries(
        of run: Int64,
        _ effects: [Effect],
        _ known: [TicketID: Ticket],
        readAt: Timestamp,
        _ now: Timestamp
    ) -> [NewEffect] {
        let origin = EffectOrigin(
            automation: SentEffect.commandLine,
            handler: invocation.verb,
            cause: invocation.id,
            actor: .operator
        )
        return effects.enumerated().map { position, effect in
            // Who names one ticket means it as it is; who names many means them as they were shown.
            let seen = SeenTicket(effect.ticket.flatMap { known[$0] }, messages: nil, readAt: readAt, for: effect)
            return NewEffect(
                key: origin.key(of: effect),
                run: run,
                position: position,
                automation: SentEffect.commandLine,
                handler: invocation.verb,
                ticket: effect.ticket,
                connection: effect.connection,
                kind: effect.kind,
                class: effect.isSetting ? .setting : .appending,
                ordinal: effect.ordinal,
                action: EffectDocument.json(effect.action),
                seen: seen.json,
                depth: 0,
                lane: .replies,
                createdAt: now,
                expiresAt: effect.kind == .reply ? now + ReplyGuard.lifetime : nil
            )
        }
    }

    private func preflight(_ effect: Effect) throws(TicketFailure) {
        let connection: String
        switch effect.action {
        case .create(let name, _): connection = name
        default:
            guard let ticket = effect.ticket else { return }
            connection = ticket.connection
        }
        let connector = try parts.desk.connector(named: connection)
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
