package import Store
package import TicketModel

/// What happened to a ticket, in order: changes, who looked at them, runs, effects and what became of them.
package struct TicketStory: Sendable {
    /// One thing that happened.
    package enum Entry: Sendable {
        case change(RecordedChange)
        /// A trigger that let the change before it pass.
        case passedOver(PassedOver)
        case run(RunRecord)
        case effect(EffectRecord)
        /// One whose run is none of the ticket's, or is not kept any more.
        case strayEffect(EffectRecord)
    }

    /// In order; what a change led to stands behind it.
    package var entries: [Entry]
    /// The ticket as the mirror has it; `nil` where it was never seen.
    package var ticket: Ticket?

    /// Reads the whole story of a ticket.
    package init(of id: TicketID, in reader: any SQLReader) throws {
        let mirror = MirrorReader(reader)
        ticket = try mirror.ticket(id)
        let changes = try mirror.changes(of: id)
        let passed = Dictionary(
            grouping: try ConsiderationTable.passedOver(changes: changes.map(\.id), in: reader),
            by: \.change
        )
        let runs = try RunTable.list(ticket: id, limit: Self.mostRuns, in: reader).reversed()
        // Not all of what its runs ask for is done to the ticket: a notification, another ticket.
        let onIt = try EffectTable.effects(on: id, in: reader)
        let known = Set(onIt.map(\.id))
        let beside = try EffectTable.effects(ofRuns: runs.map(\.id), in: reader).filter { !known.contains($0.id) }
        let effects = Dictionary(grouping: (onIt + beside).sorted { $0.id < $1.id }, by: \.run)
        func chapter(of run: RunRecord) -> [Entry] { [.run(run)] + effects[run.id, default: []].map(Entry.effect) }
        let ofChanges = Dictionary(grouping: runs) { $0.change }
        var chapters: [(at: Timestamp, entries: [Entry])] = changes.map { change in
            let runs = ofChanges[change.id, default: []].flatMap(chapter)
            return (change.seenAt, [.change(change)] + passed[change.id, default: []].map(Entry.passedOver) + runs)
        }
        let told = Set(changes.map(\.id))
        for run in runs where run.change.map({ !told.contains($0) }) ?? true {
            chapters.append((run.dueAt, chapter(of: run)))
        }
        let own = Set(runs.map(\.id))
        for (run, stray) in effects where !own.contains(run) {
            chapters.append((stray[0].createdAt, stray.map(Entry.strayEffect)))
        }
        entries = chapters.enumerated().sorted {
            ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
        }.flatMap(\.element.entries)
    }

    private static let mostRuns = 500
}

extension TicketStory.Entry {
    /// The entry as the command line prints it; `type` says what it is.
    package var json: JSONValue {
        switch self {
        case .change(let recorded):
            var members: [String: JSONValue] = [
                "type": "change", "id": .integer(recorded.id), "kind": .string(recorded.change.kind.rawValue),
                "actor": .string(recorded.change.actor.rawValue), "at": recorded.seenAt.json,
                "baseline": .bool(recorded.baseline), "difference": recorded.difference,
            ]
            members["cause"] = recorded.cause.map(JSONValue.string)
            members["message"] = (recorded.change.message?.id).map(JSONValue.string)
            return .object(members)
        case .passedOver(let passed):
            return [
                "type": "passed_over", "change": .integer(passed.change), "automation": .string(passed.automation),
                "version": .string(passed.version), "handler": .string(passed.handler), "mode": .string(passed.mode),
                "because": .string(passed.why),
            ]
        case .run(let run): return Self.typed("run", run.json)
        case .effect(let effect), .strayEffect(let effect): return Self.typed("effect", effect.json)
        }
    }

    private static func typed(_ type: String, _ json: JSONValue) -> JSONValue {
        .object((json.objectValue ?? [:]).merging(["type": .string(type)]) { _, type in type })
    }
}
