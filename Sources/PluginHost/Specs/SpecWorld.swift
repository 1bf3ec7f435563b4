import LuaRuntime
import TicketModel

/// Made-up tickets and time, in which a spec runs an automation.
struct SpecWorld: Sendable {
    let automation: PluginAutomation
    let source: SpecTickets
    let state: [String: JSONValue]
    let now: Timestamp

    init(
        _ scope: SpecScope,
        options: LuaTable,
        tickets: LuaValue,
        state: LuaValue,
        now: LuaValue
    ) throws {
        guard let automation = PluginAutomation(scope.generation, settings: try scope.settings(options["settings"]))
        else {
            throw LuaRaise("spec.world runs automations; use spec.connect for a provider or notifier")
        }
        self.automation = automation
        self.state = state.table?.members ?? [:]
        self.now = try SpecScope.time(now)
        source = try SpecTickets(
            rows: tickets.table?.list ?? [],
            capabilities: options["capabilities"].table,
            now: self.now
        )
    }

    /// What became of a run: the effects of all its calls, or the first error.
    struct Outcome {
        var effects: [Effect] = []
        var error: String?
        var state: [String: JSONValue]
        var log: [LogLine] = []
    }

    func run(_ handler: LuaTable) async throws -> Outcome {
        var outcome = Outcome(state: state)
        do {
            for call in try await calls(handler) {
                var world = self.world
                world.storage = SpecStorage(values: outcome.state)
                let ended = try await automation.run(call, in: world)
                outcome.effects += ended.effects
                outcome.log += ended.log
                for (key, value) in ended.stateWrites { outcome.state[key] = value.isNull ? nil : value }
            }
        } catch let failure as PluginFailure {
            outcome.log += failure.log
            outcome.error = failure.raised?.message ?? failure.description
        }
        return outcome
    }

    private var world: AutomationWorld {
        let now = self.now
        return AutomationWorld(tickets: source, storage: SpecStorage(values: state), mode: .shadow, now: { now })
    }

    private func calls(_ handler: LuaTable) async throws -> [AutomationHandler] {
        if let event = handler["happens"].table { return try await fired(by: try change(event)) }
        if let name = handler["schedule"].text { return try await due(name) }
        return [.later(handler["later"].text ?? "", payload: handler["payload"].json)]
    }

    private func fired(by change: TicketChange) async throws -> [AutomationHandler] {
        var calls: [AutomationHandler] = []
        for (index, trigger) in automation.manifest.triggers.enumerated() where trigger.on == change.kind {
            let waiting = source.waitingSince(change.ticket)
            guard trigger.condition.evaluate(change, now: now, waitingSince: waiting).isMatch else { continue }
            if trigger.hasLuaCondition, try await !automation.accepts(change, trigger: index, in: world) { continue }
            calls.append(.trigger(index, change))
        }
        return calls
    }

    private func due(_ name: String) async throws -> [AutomationHandler] {
        guard let index = automation.manifest.schedules.firstIndex(where: { $0.name == name }) else {
            throw LuaRaise("there is no schedule \"\(name)\"")
        }
        let filter: TicketFilter
        switch automation.manifest.schedules[index].each {
        case nil: return [.schedule(index, nil)]
        case .filter(let declared): filter = declared
        case .computed: filter = try await automation.filter(ofSchedule: index, in: world)
        }
        return source.matching(filter).map { .schedule(index, $0) }
    }

    private func change(_ event: LuaTable) throws -> TicketChange {
        guard let kind = event["kind"].text.flatMap(ChangeKind.init(rawValue:)) else {
            throw LuaRaise("an event's kind is one of \(ChangeKind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let id = try HostFunctions.id(event["ticket"])
        guard let ticket = source.tickets.first(where: { $0.id == id }) else {
            throw LuaRaise("there is no ticket \(id) in this world")
        }
        let messages = source.thread(of: ticket)
        let message =
            event["message"].text.map { id in messages.first { $0.id == id } }
            ?? (kind == .messageAdded ? messages.last : nil)
        let author = message.flatMap { Actor(rawValue: $0.author.kind.rawValue) }
        return TicketChange(
            kind: kind,
            ticket: ticket,
            message: message,
            actor: event["actor"].text.flatMap(Actor.init(rawValue:)) ?? author ?? .requester,
            from: event["from"].text.flatMap(TicketStatus.init(rawValue:)).map { ObservedStatus($0) },
            to: event["to"].text.flatMap(TicketStatus.init(rawValue:)).map { ObservedStatus($0) }
        )
    }
}

/// `ctx.state` of a spec's world.
struct SpecStorage: PluginStorage {
    let values: [String: JSONValue]

    func value(of key: String) async throws(TicketFailure) -> JSONValue? {
        values[key]
    }
}
