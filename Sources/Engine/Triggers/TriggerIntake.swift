import PluginHost
package import Store
package import TicketModel

/// Makes the runs of changes, in the transaction that writes them.
///
/// There is no moment at which a change is in the log and its runs are not: nobody has to look for changes by their
/// numbers. Who let a change pass is written down with its first reason.
package struct TriggerIntake: ChangeIntake {
    private let automations: AutomationSet
    private let messages: @Sendable (TicketID, any SQLReader) throws -> [Message]?

    /// An intake that reads the messages of a ticket from the mirror; they are `nil` where they are not told.
    package init(
        _ automations: AutomationSet,
        messages: @escaping @Sendable (TicketID, any SQLReader) throws -> [Message]?
    ) {
        self.automations = automations
        self.messages = messages
    }

    package func take(_ changes: [RecordedChange], in transaction: SQLTransaction) throws {
        var runs: [NewRun] = []
        var passed: [PassedOver] = []
        for change in changes where !change.baseline {
            let causedBy = try change.cause.flatMap { try EffectTable.effect(key: $0, in: transaction)?.automation }
            for hosted in automations.members {
                try consider(change, hosted, causedBy: causedBy, &runs, &passed, transaction)
            }
        }
        try RunTable.insert(runs, in: transaction)
        if let last = changes.last { try ConsiderationTable.insert(passed, at: last.seenAt, in: transaction) }
    }

    private func consider(
        _ recorded: RecordedChange,
        _ hosted: HostedAutomation,
        causedBy: String?,
        _ runs: inout [NewRun],
        _ passed: inout [PassedOver],
        _ transaction: SQLTransaction
    ) throws {
        let ticket = recorded.change.ticket
        for (place, trigger) in hosted.automation.manifest.triggers.enumerated() {
            let handler = HandlerName(trigger: place, trigger).key
            let verdict = try TriggerVerdict(trigger, of: hosted, on: recorded, causedBy: causedBy) {
                try messages(ticket.id, transaction).map { ticket.waitingSince(messages: $0) }
            }
            switch verdict {
            case .otherKind: continue
            case .passes(let reason):
                passed.append(
                    PassedOver(
                        change: recorded.id,
                        automation: hosted.automation.name,
                        handler: handler,
                        version: hosted.automation.version,
                        mode: hosted.mode.rawValue,
                        why: reason
                    )
                )
            case .fires: runs.append(run(of: hosted, handler, on: recorded))
            }
        }
    }

    private func run(of hosted: HostedAutomation, _ handler: String, on recorded: RecordedChange) -> NewRun {
        NewRun(
            key: RunKey.ofChange(recorded.id, hosted, handler: handler),
            automation: hosted.automation.name,
            version: hosted.automation.version,
            handler: handler,
            mode: hosted.mode.rawValue,
            cause: .change,
            change: recorded.id,
            ticket: recorded.change.ticket.id,
            payload: ChangePayload(recorded.change).json,
            depth: recorded.depth,
            lane: .changes,
            dueAt: recorded.seenAt,
            createdAt: recorded.seenAt
        )
    }
}
