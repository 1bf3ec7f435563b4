import PluginHost
import Store
import TicketModel

/// One attempt at a run: what its handler asked for, or why it was not called.
///
/// Nothing is written from here.
struct RunAttempt: Sendable {
    /// How an attempt came out.
    enum Result: Sendable {
        /// The handler ended well.
        case ended(HandlerOutcome, subject: MirroredTicket?, Sight)
        case passedOver(because: String, log: [LogLine] = [])
        /// A slot of a schedule with `each`: these tickets get a run of their own.
        case spread([TicketID])
        case failed(PluginFailure)
        /// Trying again cannot help: what the run names is no longer there.
        case impossible(String)
    }

    let run: RunRecord
    /// The run's ticket as the mirror had it when the run was claimed.
    let subject: MirroredTicket?
    let hosted: HostedAutomation
    let parts: EngineParts

    /// The mode that the run was made in.
    var mode: RunMode { RunMode(rawValue: run.mode) ?? .shadow }

    /// Calls the handler, where it is to be called.
    func perform() async throws -> Result {
        guard mode == hosted.mode || mode == .shadow else { return .passedOver(because: Reasons.noLongerLive) }
        switch run.cause {
        case .later: return try await later(subject)
        case .change: return try await change(subject)
        case .command:
            // A worker took over what an operator had begun: a trigger can be tried again with the ticket as the mirror has it.
            guard ChangePayload(run.payload) != nil, subject != nil else {
                return .impossible(Reasons.ranByHand(run.handler))
            }
            return try await change(subject)
        case .schedule: return try await schedule(subject)
        }
    }

    private func later(_ subject: MirroredTicket?) async throws -> Result {
        let name = String(run.handler.dropFirst("later.".count))
        guard hosted.automation.manifest.later.contains(name) else {
            return .impossible(Reasons.handlerGone(run.handler, hosted.automation))
        }
        return await call(.later(name, payload: run.payload), subject)
    }

    private func change(_ subject: MirroredTicket?) async throws -> Result {
        guard let (place, trigger) = hosted.automation.manifest.trigger(keyed: run.handler) else {
            return .impossible(Reasons.handlerGone(run.handler, hosted.automation))
        }
        guard let subject, let payload = ChangePayload(run.payload) else { return .impossible(Reasons.notMirrored) }
        guard !subject.ticket.deleted || payload.kind == .ticketDeleted else {
            return .passedOver(because: Reasons.deletedMeanwhile)
        }
        if let reason = try await onceReason(trigger, subject.ticket) { return .passedOver(because: reason) }
        let change = payload.change(of: subject.ticket, messages: subject.messages)
        if trigger.hasLuaCondition {
            do throws(PluginFailure) {
                guard try await hosted.automation.accepts(change, trigger: place, in: world(Sight(subject))) else {
                    return .passedOver(because: Reasons.conditionSaysNo)
                }
            } catch {
                return .failed(error)
            }
        }
        return await call(.trigger(place, change), subject)
    }

    func onceReason(_ trigger: TriggerDeclaration, _ ticket: Ticket) async throws -> String? {
        guard let scope = OnceScope(trigger.once, ticket: ticket) else { return nil }
        let owner = run.onceOwner
        let id = run.id
        let since = scope.since(parts.now())
        return try await parts.database.read { reader in
            guard let last = try OnceTable.lastAct(of: owner, scope: scope.name, in: reader),
                last.run != id, last.at > since
            else { return nil }
            return scope.reason(lastAct: last.at)
        }
    }

    func call(_ handler: AutomationHandler, _ subject: MirroredTicket?) async -> Result {
        let sight = Sight(subject)
        do throws(PluginFailure) {
            let outcome = try await hosted.automation.run(handler, in: world(sight))
            if let stray = outcome.effects.first(where: { !hosted.automation.manifest.needs.contains($0.kind) }) {
                throw .undeclared(stray.kind, plugin: run.automation, handler: run.handler)
            }
            return .ended(outcome, subject: subject, sight)
        } catch {
            return .failed(error)
        }
    }

    func world(_ sight: Sight) -> AutomationWorld {
        let desk = hosted.connections.map { parts.desk.narrowed(to: $0, for: run.automation) } ?? parts.desk
        return AutomationWorld(
            tickets: MirrorTickets(parts: parts, desk: desk, sight: sight),
            storage: StoredState(database: parts.database, automation: run.automation, mode: run.mode),
            mode: mode,
            slot: run.slotTime,
            now: parts.now
        )
    }
}

extension RunRecord {
    var onceOwner: OnceTable.Owner { OnceTable.Owner(automation: automation, mode: mode, handler: handler) }
}

extension AutomationManifest {
    /// The trigger that a run's handler names, with its place.
    func trigger(keyed key: String) -> (place: Int, trigger: TriggerDeclaration)? {
        triggers.enumerated().first { HandlerName(trigger: $0.offset, $0.element).key == key }
            .map { ($0.offset, $0.element) }
    }
}

extension PluginFailure {
    /// A handler asked for what its needs do not name.
    static func undeclared(_ kind: Effect.Kind, plugin: String, handler: String) -> PluginFailure {
        PluginFailure(
            .script,
            plugin: plugin,
            handler: handler,
            message: "it asks for \"\(kind.rawValue)\", which its needs do not name; add it to needs.effects"
        )
    }
}
