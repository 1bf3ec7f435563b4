package import PluginHost
package import TicketModel

/// One run of an automation by hand: its schedule's handler now, or its triggers on a ticket or a change.
///
/// Each handler call stands for itself: its effects are dealt with after it has ended well, and those of a call that
/// fails are none. Live, each is a run of the store, and `once` counts; in shadow nothing is kept, and it does not.
/// `cascade` is not looked at: whoever runs it by hand means it.
package struct AutomationRun: Sendable {
    /// What it is run for.
    package enum Target: Sendable, Equatable {
        /// A schedule's handler, now; nil is the only one there is.
        case schedule(String?)
        /// The triggers, as if the ticket had just been created, changed, or got its last message.
        case ticket(TicketID)
        /// The triggers, on this change only.
        case event(TicketChange)
    }

    /// What happens to effects.
    package enum EffectHandling: Sendable {
        /// Shadow: they are written down. No sender exists.
        case record
        /// Live: they are kept with their run, and delivered.
        case deliver(HandRuns)

        package var mode: RunMode {
            switch self {
            case .record: .shadow
            case .deliver: .live
            }
        }
    }

    let automation: any Automation
    let desk: TicketDesk
    let effects: EffectHandling
    let cause: String
    let tickets: RunTickets
    private let storage: RunStorage

    /// A run of an automation.
    ///
    /// The desk has the connections that the automation may work at; the cause is the invocation's id, which is part
    /// of every idempotency key.
    package init(
        _ automation: any Automation,
        desk: TicketDesk,
        effects: EffectHandling,
        cause: String
    ) {
        self.automation = automation
        self.desk = desk
        self.effects = effects
        self.cause = cause
        tickets = RunTickets(desk: desk)
        storage =
            switch effects {
            case .record: RunStorage(over: EmptyStorage())
            case .deliver(let runs): RunStorage(over: runs.storage)
            }
    }

    /// Runs it, telling of each handler when it is through; throws where there is nothing to call.
    ///
    /// A handler's name leaves only that one to look at: `triggers[1]`, `schedules.sweep`, or a schedule's own name.
    package func run(
        _ target: Target,
        handler: String? = nil,
        report: @Sendable (HandlerReport) -> Void = { _ in }
    ) async throws(RunError) -> RunReport {
        try checkExists(handler)
        var whole = RunReport(
            automation: automation.name,
            version: automation.version,
            mode: effects.mode,
            considered: [],
            failures: [],
            notes: []
        )
        switch target {
        case .schedule(let name):
            try await runSchedule(try schedule(named: name ?? handler), into: &whole, report)
        case .ticket(let id):
            try await runTriggers(on: id, handler: handler, into: &whole, report)
        case .event(let change):
            guard !automation.manifest.triggers.isEmpty else { throw .noTrigger(automation: automation.name) }
            tickets.remember([change.ticket])
            await runTriggers(on: { _ in .change(change) }, change.ticket, handler: handler, into: &whole, report)
        }
        whole.notes += tickets.notes.filter { !whole.notes.contains($0) }
        for problem in whole.considered.compactMap(\.problem) where !whole.failures.contains(problem) {
            whole.failures.append(problem)
        }
        if effects.mode == .shadow, whole.considered.contains(where: { !$0.stateWrites.isEmpty }) {
            whole.notes.append(Notes.stateIsNotKept)
        }
        return whole
    }

    // MARK: One call

    var world: AutomationWorld {
        AutomationWorld(tickets: tickets, storage: storage, mode: effects.mode, now: desk.now)
    }

    /// Calls a handler, and deals with what it asked for.
    func call(_ handler: AutomationHandler, name: HandlerName, ticket: TicketID?) async -> HandlerReport {
        switch effects {
        case .record:
            var report = await called(handler, name, ticket)
            let origin = EffectOrigin(
                automation: automation.name,
                handler: name.key,
                cause: handler.cause(within: cause)
            )
            report.deliveries = report.effects.map { effect in
                Delivery(effect: effect, key: origin.key(of: effect), outcome: .recorded)
            }
            return report
        case .deliver(let runs):
            return await perform(handler, name, ticket, as: runs)
        }
    }

    func called(_ handler: AutomationHandler, _ name: HandlerName, _ ticket: TicketID?) async -> HandlerReport {
        var report = HandlerReport(handler: name.label, ticket: ticket, verdict: .fired)
        do throws(PluginFailure) {
            let outcome = try await automation.run(handler, in: world)
            report.log = outcome.log
            report.usage = outcome.usage
            try checkNeeds(outcome, name)
            report.effects = outcome.effects
            report.stateWrites = outcome.stateWrites
            storage.keep(outcome.stateWrites)
        } catch {
            report.failure = error
            report.usage = report.usage ?? error.usage
            if report.log.isEmpty { report.log = error.log }
        }
        return report
    }

    private func checkNeeds(_ outcome: HandlerOutcome, _ name: HandlerName) throws(PluginFailure) {
        let needs = automation.manifest.needs
        guard let stray = outcome.effects.first(where: { !needs.contains($0.kind) }) else { return }
        throw .undeclared(stray.kind, plugin: automation.name, handler: name.key)
    }
}

extension AutomationHandler {
    /// What made this call happen: of a schedule with `each`, every ticket is a cause of its own.
    ///
    /// Otherwise what two tickets of one sweep ask for elsewhere (a notification, a new ticket) would share a key.
    func cause(within run: String) -> String {
        guard case .schedule(_, let ticket?) = self else { return run }
        return "\(run)@\(ticket.id)"
    }
}
