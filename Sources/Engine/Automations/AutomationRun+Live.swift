import PluginHost
import Store
import TicketModel

extension AutomationRun {
    /// Calls a handler as a run of the store: its row first, then the handler, then its end with all it asked for.
    func perform(
        _ handler: AutomationHandler,
        _ name: HandlerName,
        _ ticket: TicketID?,
        as runs: HandRuns
    ) async -> HandlerReport {
        do {
            let run = try await runs.begin(
                handler,
                named: name,
                cause: handler.cause(within: cause),
                ticket: ticket
            )
            var report = try await runs.holding(run) { try await perform(run, handler, name, as: runs) }
            report.run = run.id
            return report
        } catch {
            var report = HandlerReport(handler: name.label, ticket: ticket, verdict: .fired)
            report.problem = TicketFailure(heldBack: error)
            report.verdict = .passedOver(because: report.problem?.message ?? "")
            return report
        }
    }

    private func perform(
        _ run: RunRecord,
        _ handler: AutomationHandler,
        _ name: HandlerName,
        as runs: HandRuns
    ) async throws -> HandlerReport {
        let begunAt = desk.now()
        if let ticket = handler.ticket, let reason = try await runs.onceReason(run, ticket) {
            _ = try await runs.end(run, .passedOver(because: reason))
            return HandlerReport(handler: name.label, ticket: run.ticket, verdict: .passedOver(because: reason))
        }
        var report = await called(handler, name, run.ticket)
        if let failure = report.failure {
            _ = try await runs.end(run, .failed(failure))
            return report
        }
        let known = tickets.known
        let sight = Sight(nil)
        for seen in known.values {
            sight.take(MirroredTicket(ticket: seen.ticket, messages: seen.messages, readAt: begunAt))
        }
        let subject = handler.ticket.map {
            MirroredTicket(ticket: $0, messages: known[$0.id]?.messages, readAt: begunAt)
        }
        let outcome = HandlerOutcome(
            effects: report.effects,
            stateWrites: report.stateWrites,
            log: report.log,
            usage: report.usage
        )
        let ended = try await runs.end(run, .ended(outcome, subject: subject, sight))
        guard ended.verdict != "passed_over" else {
            report.verdict = .passedOver(because: ended.why ?? "")
            report.effects = []
            return report
        }
        report.deliveries = try await runs.deliver(run, report.effects)
        tickets.forget(report.effects.compactMap(\.ticket))
        return report
    }
}

extension AutomationHandler {
    /// The ticket that it is called with.
    fileprivate var ticket: Ticket? {
        switch self {
        case .trigger(_, let change): change.ticket
        case .schedule(_, let ticket): ticket
        case .later: nil
        }
    }
}

extension TicketFailure {
    /// Why a run by hand did not take place.
    fileprivate init(heldBack error: any Error) {
        switch error {
        case let error as RunError: self.init(.notAllowed, error.description)
        default: self.init(.transient, "\(error)")
        }
    }
}
