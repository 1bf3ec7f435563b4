import PluginHost
import TicketModel

extension AutomationRun {
    /// What a trigger is tried with.
    enum Occasion {
        case change(TicketChange)
        /// There is no such change to make up.
        case none(because: String)
    }

    /// Tries the triggers as if the ticket had just been created or changed.
    func runTriggers(
        on id: TicketID,
        handler: String?,
        into whole: inout RunReport,
        _ tell: @Sendable (HandlerReport) -> Void
    ) async throws(RunError) {
        let manifest = automation.manifest
        guard !manifest.triggers.isEmpty || manifest.schedules.contains(where: { $0.each != nil }) else {
            throw .nothingForTicket(automation: automation.name)
        }
        let shown: ShownTicket
        do throws(TicketFailure) {
            shown = try await desk.show(id)
        } catch {
            throw .ticket(error)
        }
        let ticket = shown.ticket
        whole.notes += shown.notes
        tickets.remember([ticket], messages: shown.messages.map { [ticket.id: $0] } ?? [:])
        if manifest.triggers.isEmpty {
            for (place, schedule) in manifest.schedules.enumerated() where schedule.each != nil {
                let name = HandlerName(schedule)
                guard name.answers(to: handler) else { continue }
                let report = await call(.schedule(place, ticket), name: name, ticket: ticket.id)
                tell(report)
                whole.considered.append(report)
            }
        } else {
            let occasion: (ChangeKind) -> Occasion = { MadeUpChange.occasion(of: $0, ticket, shown.messages) }
            await runTriggers(on: occasion, ticket, handler: handler, into: &whole, tell)
        }
    }

    /// Tries each trigger with its occasion.
    func runTriggers(
        on occasion: (ChangeKind) -> Occasion,
        _ ticket: Ticket,
        handler: String?,
        into whole: inout RunReport,
        _ tell: @Sendable (HandlerReport) -> Void
    ) async {
        for (place, trigger) in automation.manifest.triggers.enumerated() where !Task.isCancelled {
            let name = HandlerName(trigger: place, trigger)
            guard name.answers(to: handler) else { continue }
            let report: HandlerReport
            switch occasion(trigger.on) {
            case .change(let change):
                report = await run(trigger, place, name, on: change, failures: &whole.failures)
            case .none(let reason):
                report = HandlerReport(handler: name.label, ticket: ticket.id, verdict: .passedOver(because: reason))
            }
            tell(report)
            whole.considered.append(report)
        }
    }

    private func run(
        _ trigger: TriggerDeclaration,
        _ place: Int,
        _ name: HandlerName,
        on change: TicketChange,
        failures: inout [TicketFailure]
    ) async -> HandlerReport {
        let id = change.ticket.id
        var passedOver = HandlerReport(handler: name.label, ticket: id, verdict: .fired)
        if let reason = await reason(against: trigger, on: change, failures: &failures) {
            passedOver.verdict = .passedOver(because: reason)
            return passedOver
        }
        if trigger.hasLuaCondition {
            do throws(PluginFailure) {
                guard try await automation.accepts(change, trigger: place, in: world) else {
                    passedOver.verdict = .passedOver(because: Reasons.conditionSaysNo)
                    return passedOver
                }
            } catch {
                passedOver.verdict = .passedOver(because: Reasons.conditionFailed)
                passedOver.failure = error
                passedOver.log = error.log
                return passedOver
            }
        }
        return await call(.trigger(place, change), name: name, ticket: id)
    }

    /// Why a trigger does not react to a change; nil where it does.
    private func reason(
        against trigger: TriggerDeclaration,
        on change: TicketChange,
        failures: inout [TicketFailure]
    ) async -> String? {
        guard trigger.on == change.kind else { return Reasons.otherChange(change.kind, trigger.on) }
        var waitingSince: Presence<Timestamp>?
        if trigger.condition.needsMessages,
            tickets.capabilities(of: change.ticket.id.connection)?.has(.messages) == true
        {
            do throws(TicketFailure) {
                waitingSince = change.ticket.waitingSince(messages: try await tickets.messages(of: change.ticket))
            } catch {
                failures.append(error)
            }
        }
        switch trigger.condition.evaluate(change, now: desk.now(), waitingSince: waitingSince) {
        case .matches: return nil
        case .fails(_, let reason): return reason
        }
    }
}
