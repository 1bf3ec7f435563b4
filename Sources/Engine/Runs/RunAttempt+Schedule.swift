import PluginHost
import Store
import TicketModel

extension RunRecord {
    /// The slot that it is the run of.
    var slotTime: Timestamp? {
        guard cause == .schedule, let text = payload["slot"]?.stringValue else { return nil }
        return try? Timestamp(parsing: text, zone: nil)
    }
}

extension RunAttempt {
    /// A slot's run: the handler itself; with `each` first the tickets that match, then the handler for each of them.
    func schedule(_ subject: MirroredTicket?) async throws -> Result {
        let schedules = hosted.automation.manifest.schedules
        guard let place = schedules.firstIndex(where: { HandlerName($0).key == run.handler }) else {
            return .impossible(Reasons.handlerGone(run.handler, hosted.automation))
        }
        guard let each = schedules[place].each else { return await call(.schedule(place, subject?.ticket), subject) }
        do throws(PluginFailure) {
            let filter = try await filter(each, place)
            guard run.ticket != nil else { return try await .spread(matching(filter)) }
            guard let subject else { return .impossible(Reasons.notMirrored) }
            guard !subject.ticket.deleted else { return .passedOver(because: Reasons.deletedMeanwhile) }
            let waiting = subject.messages.map { subject.ticket.waitingSince(messages: $0) }
            if case .fails(_, let reason) = filter.evaluate(subject.ticket, now: parts.now(), waitingSince: waiting) {
                return .passedOver(because: Reasons.matchesNoLonger(reason))
            }
            return await call(.schedule(place, subject.ticket), subject)
        } catch {
            return .failed(error)
        }
    }

    private func filter(
        _ each: ScheduleDeclaration.Each,
        _ place: Int
    ) async throws(PluginFailure) -> TicketFilter {
        switch each {
        case .filter(let filter): filter
        case .computed: try await hosted.automation.filter(ofSchedule: place, in: world(Sight(nil)))
        }
    }

    private func matching(_ filter: TicketFilter) async throws(PluginFailure) -> [TicketID] {
        do throws(TicketFailure) {
            return try await world(Sight(nil)).tickets.list(filter, after: nil).tickets.map(\.id)
        } catch {
            var failure = PluginFailure(
                .script,
                plugin: run.automation,
                handler: run.handler,
                message: error.message
            )
            failure.raised = error
            throw failure
        }
    }
}
