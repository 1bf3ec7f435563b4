import PluginHost
import TicketModel

@testable import Engine

/// An automation whose handlers are closures.
struct MemoryAutomation: Automation {
    typealias Handler = @Sendable (AutomationHandler, AutomationWorld) async throws(PluginFailure) -> HandlerOutcome

    let name = "auto-reply"
    let version = "1.2.0"
    var manifest: AutomationManifest
    var handler: Handler
    var condition: @Sendable (TicketChange, Int) throws(PluginFailure) -> Bool = { _, _ in true }
    var computed: @Sendable () throws(PluginFailure) -> TicketFilter = { TicketFilter() }

    init(
        _ triggers: [TriggerDeclaration] = [],
        schedules: [ScheduleDeclaration] = [],
        needs: Set<Effect.Kind> = Set(Effect.Kind.allCases),
        handler: @escaping Handler = { _, _ in HandlerOutcome() }
    ) {
        manifest = AutomationManifest(needs: needs, triggers: triggers, schedules: schedules)
        self.handler = handler
    }

    func run(
        _ handler: AutomationHandler,
        in world: AutomationWorld
    ) async throws(PluginFailure) -> HandlerOutcome {
        try await self.handler(handler, world)
    }

    func accepts(
        _ change: TicketChange,
        trigger: Int,
        in world: AutomationWorld
    ) async throws(PluginFailure) -> Bool {
        try condition(change, trigger)
    }

    func filter(
        ofSchedule schedule: Int,
        in world: AutomationWorld
    ) async throws(PluginFailure) -> TicketFilter {
        try computed()
    }

    /// A run over some connectors, in shadow.
    func run(over connectors: [MemoryConnector]) -> AutomationRun {
        let desk = TicketDesk(connectors: connectors, now: { testTime })
        return AutomationRun(self, desk: desk, effects: .record, cause: "c")
    }

    /// A live run in a store.
    func run(over connectors: [MemoryConnector], in world: RunsWorld, cause: String = "c") -> AutomationRun {
        let runs = HandRuns(
            .operatorCommand,
            self,
            connections: nil,
            parts: world.parts(connectors),
            notifications: world.notifications,
            by: "ana"
        )
        let desk = TicketDesk(connectors: connectors, now: { testTime })
        return AutomationRun(self, desk: desk, effects: .deliver(runs), cause: cause)
    }
}

extension HandlerOutcome {
    /// Notes on the ticket that the handler was called with.
    static func note(_ handler: AutomationHandler, _ texts: String...) -> HandlerOutcome {
        HandlerOutcome(
            effects: texts.enumerated().map {
                Effect(ticket: handler.ticket?.id, action: .note($0.element), ordinal: $0.offset)
            }
        )
    }
}

extension AutomationHandler {
    var ticket: Ticket? {
        switch self {
        case .trigger(_, let change): change.ticket
        case .schedule(_, let ticket): ticket
        case .later: nil
        }
    }

    var change: TicketChange? {
        guard case .trigger(_, let change) = self else { return nil }
        return change
    }
}
