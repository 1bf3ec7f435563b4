import PluginHost
import TicketModel

extension AutomationRun {
    /// The place of the schedule that is meant.
    func schedule(named name: String?) throws(RunError) -> Int {
        let schedules = automation.manifest.schedules
        guard !schedules.isEmpty else { throw .noSchedule(automation: automation.name) }
        guard let name else {
            guard schedules.count == 1 else {
                throw .severalSchedules(automation: automation.name, names: schedules.map(\.name))
            }
            return 0
        }
        guard let place = schedules.firstIndex(where: { HandlerName($0).answers(to: name) }) else {
            throw .unknownSchedule(name, automation: automation.name, names: schedules.map(\.name))
        }
        return place
    }

    func checkExists(_ handler: String?) throws(RunError) {
        let names = automation.manifest.handlerNames
        guard let handler, !names.contains(where: { $0.answers(to: handler) }) else { return }
        throw .unknownHandler(handler, automation: automation.name, names: names.map(\.key))
    }

    /// Runs a schedule's handler: once, or once for each ticket that its filter lets through.
    func runSchedule(
        _ place: Int,
        into whole: inout RunReport,
        _ tell: @Sendable (HandlerReport) -> Void
    ) async throws(RunError) {
        let schedule = automation.manifest.schedules[place]
        let name = HandlerName(schedule)
        var reports: [HandlerReport] = []
        func take(_ report: HandlerReport) {
            tell(report)
            reports.append(report)
        }
        switch schedule.each {
        case nil:
            take(await call(.schedule(place, nil), name: name, ticket: nil))
        case .filter(let filter):
            let found = await desk.list(filter)
            await eachTicket(found, place, name, take)
            note(found, in: &whole)
        case .computed:
            do throws(PluginFailure) {
                let found = await desk.list(try await automation.filter(ofSchedule: place, in: world))
                await eachTicket(found, place, name, take)
                note(found, in: &whole)
            } catch {
                var report = HandlerReport(
                    handler: name.label,
                    ticket: nil,
                    verdict: .passedOver(because: Reasons.filterFailed)
                )
                report.failure = error
                report.log = error.log
                take(report)
            }
        }
        whole.considered += reports
    }

    private func eachTicket(
        _ found: DeskListing,
        _ place: Int,
        _ name: HandlerName,
        _ take: (HandlerReport) -> Void
    ) async {
        tickets.remember(found.tickets, messages: found.messages)
        // A deleted ticket is only still listed; there is nothing to be done at it.
        for ticket in found.tickets where !ticket.deleted && !Task.isCancelled {
            take(await call(.schedule(place, ticket), name: name, ticket: ticket.id))
        }
    }

    private func note(_ found: DeskListing, in whole: inout RunReport) {
        whole.failures += found.failures
        whole.notes += found.notes.filter { !whole.notes.contains($0) }
    }
}
