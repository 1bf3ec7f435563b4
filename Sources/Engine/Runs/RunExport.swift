package import Store
package import TicketModel

/// Everything that the store knows of a run, in one document: for a bug report, or for whoever was not there.
package struct RunExport: Sendable {
    private let run: RunRecord
    private let change: RecordedChange?
    private let considered: [PassedOver]
    private let effects: [EffectRecord]
    private let seen: MirroredTicket?

    /// Reads a run; nil where there is none of the number.
    package init?(_ id: Int64, in reader: any SQLReader) throws {
        guard let run = try RunTable.run(id, in: reader) else { return nil }
        self.run = run
        let mirror = MirrorReader(reader)
        change = try run.change.flatMap { try mirror.change($0) }
        considered = try run.change.map { try ConsiderationTable.passedOver(changes: [$0], in: reader) } ?? []
        effects = try EffectTable.effects(ofRun: id, in: reader)
        seen = try run.ticket.flatMap { id in
            try mirror.ticket(id).map { ticket in
                MirroredTicket(
                    ticket: ticket,
                    messages: try mirror.messages(of: id),
                    readAt: try TicketRows.find(id, in: reader)?.readAt ?? run.createdAt
                )
            }
        }
    }

    /// The document; what does not apply is left out.
    package func json(program: String, database: SQLDialect, now: Timestamp) -> JSONValue {
        var members: [String: JSONValue] = [
            "format": "usher-run/1", "program": .string(program), "database": .string("\(database)"),
            "exported_at": now.json, "run": runDocument, "effects": .array(effects.map(\.document)), "errors": [],
        ]
        members["change"] = change.map { TicketStory.Entry.change($0).json }
        if !considered.isEmpty {
            members["passed_over"] = .array(considered.map { TicketStory.Entry.passedOver($0).json })
        }
        if let seen {
            members["ticket"] = seen.ticket.json(includingRaw: true)
            members["messages"] = seen.messages.map { .array($0.map(\.json)) }
            members["ticket_read_at"] = seen.readAt.json
        }
        return .object(members)
    }

    private var runDocument: JSONValue {
        var members = run.json.objectValue ?? [:]
        members["key"] = .string(run.key)
        members["payload"] = run.payload
        members["depth"] = .integer(Int64(run.depth))
        members["lane"] = .string("\(run.lane)")
        members["fence"] = .integer(run.fence)
        return .object(members)
    }
}

extension EffectRecord {
    /// The entry with what is of use only to whoever looks for a fault.
    fileprivate var document: JSONValue {
        var members = json.objectValue ?? [:]
        members["handler"] = .string(handler)
        members["class"] = .string(`class`.rawValue)
        members["seen"] = seen
        members["depth"] = .integer(Int64(depth))
        members["lane"] = .string("\(lane)")
        members["fence"] = .integer(fence)
        members["clean_reads"] = .integer(Int64(cleanReads))
        members["not_before"] = notBefore.json
        members["expires_at"] = expiresAt?.json
        members["lost_at"] = lostAt?.json
        members["lease_until"] = leaseUntil?.json
        return .object(members)
    }
}
