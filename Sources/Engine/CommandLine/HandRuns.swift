package import PluginHost
import Store
import TicketModel

/// What runs by hand do in earnest: a row under a lease before the handler is called, one commit for its end, and the outbox.
package struct HandRuns: Sendable {
    /// How long one waits for another run of its ticket.
    private static let patience = TimeSpan.seconds(60)
    private static let glance = TimeSpan(microseconds: 200_000)

    private let hosted: HostedAutomation
    private let parts: EngineParts
    private let worker: RunWorker
    private let relay: OutboxRelay
    /// The operator's name.
    private let by: String

    /// What an automation does live, whatever mode `usher.yaml` gives it.
    package init(
        _ live: LiveMode,
        _ automation: any Automation,
        connections: [String]?,
        replies: ReplyLimits = ReplyLimits(),
        parts: EngineParts,
        notifications: any NotificationSender,
        by: String
    ) {
        hosted = HostedAutomation(automation, mode: .live, connections: connections, replies: replies)
        self.parts = parts
        let set = AutomationSet([hosted])
        // Whoever runs it sees at once that it failed, and runs it again or not.
        worker = RunWorker(set, parts: parts, backoff: RunBackoff(attempts: 1))
        relay = OutboxRelay(live, automations: set, parts: parts, notifications: notifications)
        self.by = by
    }

    /// What handlers read `ctx.state` from.
    var storage: any PluginStorage {
        StoredState(database: parts.database, automation: hosted.automation.name, mode: RunMode.live.rawValue)
    }

    /// Begins a run of a handler, once its ticket is free.
    ///
    /// - Throws: `RunError.held` where it is paused or the ticket stays busy, else what the store throws.
    func begin(
        _ handler: AutomationHandler,
        named name: HandlerName,
        cause: String,
        ticket: TicketID?
    ) async throws -> RunRecord {
        let new = NewRun(
            key: "live/\(hosted.automation.name)/\(name.key)/\(cause)/\(ticket?.description ?? "-")",
            automation: hosted.automation.name,
            version: hosted.automation.version,
            handler: name.key,
            mode: RunMode.live.rawValue,
            cause: .command,
            ticket: ticket,
            payload: payload(handler),
            lane: .replies,
            dueAt: parts.now(),
            createdAt: parts.now()
        )
        let automation = hosted.automation.name
        let deadline = parts.now() + Self.patience
        while true {
            let lease = parts.lease(RunWorker.lease)
            let (run, pause) = try await parts.database.write { transaction in
                let pause = try PauseTable.all(in: transaction).first {
                    $0.stops(automation: automation, connection: ticket?.connection)
                }
                return (pause == nil ? try RunTable.begin(new, lease, in: transaction) : nil, pause)
            }
            if let run { return run }
            if let pause { throw RunError.held(because: Reasons.paused(pause)) }
            guard parts.now() < deadline else { throw RunError.held(because: Reasons.ticketBusy(ticket)) }
            try await parts.clock.sleep(for: Self.glance.duration)
        }
    }

    private func payload(_ handler: AutomationHandler) -> JSONValue {
        var members: [String: JSONValue] = [:]
        if case .trigger(_, let change) = handler { members = ChangePayload(change).json.objectValue ?? [:] }
        members["by"] = .string(by)
        return .object(members)
    }

    /// Why `once` keeps a trigger from acting again; `nil` where it does not.
    func onceReason(_ run: RunRecord, _ ticket: Ticket) async throws -> String? {
        guard let trigger = hosted.automation.manifest.trigger(keyed: run.handler)?.trigger else { return nil }
        return try await RunAttempt(run: run, subject: nil, hosted: hosted, parts: parts).onceReason(trigger, ticket)
    }

    /// Does the work of a run while its lease is renewed.
    func holding<Value: Sendable>(
        _ run: RunRecord,
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let parts = parts
        return try await parts.beating(
            every: TimeSpan(microseconds: RunWorker.lease.microseconds / 4),
            { try RunTable.renew([run.id], parts.lease(RunWorker.lease), in: $0) },
            work
        )
    }

    /// Writes the end of a run, with everything that it asked for, and answers with the row as it stands then.
    func end(_ run: RunRecord, _ result: RunAttempt.Result) async throws -> RunRecord {
        try await worker.writeEnd(of: run, hosted, result)
        return try await parts.database.read { try RunTable.run(run.id, in: $0) } ?? run
    }

    /// Delivers what a run asked for, in the order of its effects.
    func deliver(_ run: RunRecord, _ effects: [Effect]) async throws -> [Delivery] {
        let entries = try await relay.deliver([run.id], within: CommandLineWrites.patience)
        let byPosition = Dictionary(entries.map { ($0.entry.position, $0) }) { first, _ in first }
        return effects.enumerated().compactMap { position, effect in
            if effect.kind == .later {
                return Delivery(effect: effect, key: "\(run.key)/\(position)", outcome: .scheduled)
            }
            return byPosition[position].flatMap { Delivery($0.entry, waiting: $0.waiting) }
        }
    }
}
