package import Store
package import TicketModel

/// Reads tickets from the mirror, within one transaction.
package struct MirrorReader {
    private let reader: any SQLReader

    /// A view of the mirror as the transaction sees it.
    package init(_ reader: any SQLReader) {
        self.reader = reader
    }

    /// A ticket, deleted ones too; nil where it was never seen.
    package func ticket(_ id: TicketID) throws -> Ticket? {
        try TicketRows.find(id, in: reader)?.ticket
    }

    /// A ticket's messages, oldest first; nil where they were never read.
    package func messages(of id: TicketID) throws -> [Message]? {
        guard let row = try TicketRows.find(id, in: reader), row.threadRead else { return nil }
        return try MessageRows.all(of: id, in: reader)
    }

    /// Since when a ticket's requester waits; nil where the messages were never read.
    package func waitingSince(_ id: TicketID) throws -> Presence<Timestamp>? {
        try TicketRows.find(id, in: reader)?.waiting
    }

    /// The tickets that a filter lets through, newest first; those that are gone are left out.
    ///
    /// Who waits is known only where messages were read: the others never match `waiting_longer_than`.
    package func list(_ filter: TicketFilter, limit: Int? = nil, now: Timestamp) throws -> [Ticket] {
        let query = try MirrorQuery(filter, now: now, in: reader)
        func isMatch(_ row: MirrorRow) -> Bool {
            filter.evaluate(row.ticket, now: now, waitingSince: row.waiting).isMatch
        }
        if let limit { return limit > 0 ? try query.first(limit, in: reader, where: isMatch).map(\.ticket) : [] }
        var tickets: [Ticket] = []
        try query.forEach(in: reader) { row in
            if isMatch(row) { tickets.append(row.ticket) }
            return true
        }
        return tickets
    }

    /// When the last sync of a connection that ended cleanly began; nil where none has.
    package func asOf(_ connection: String) throws -> Timestamp? {
        guard let cursor = try CursorRows.find(connection, in: reader), cursor.baselineDone else { return nil }
        return cursor.asOf
    }

    /// A change of the log by its number, with the ticket as the mirror holds it now.
    package func change(_ id: Int64) throws -> RecordedChange? {
        guard let row = try ChangeRows.find(id, in: reader) else { return nil }
        return try recorded(row)
    }

    /// The changes of a ticket, oldest first, each with the ticket as the mirror holds it now.
    package func changes(of id: TicketID) throws -> [RecordedChange] {
        try ChangeRows.all(of: id, in: reader).compactMap(recorded)
    }

    private func recorded(_ row: ChangeRow) throws -> RecordedChange? {
        guard let ticket = try ticket(row.ticket) else { return nil }
        let change = TicketChange(
            kind: row.kind,
            ticket: ticket,
            message: try row.message.flatMap { try MessageRows.find($0, of: row.ticket, in: reader) },
            actor: row.actor,
            from: row.status("from"),
            to: row.status("to")
        )
        return RecordedChange(
            id: row.id,
            change: change,
            cause: row.cause,
            depth: row.depth,
            baseline: row.baseline,
            seenAt: row.seenAt,
            difference: row.difference
        )
    }
}

extension MirrorRow {
    /// What is known of the requester's waiting; nil where the messages were never read.
    fileprivate var waiting: Presence<Timestamp>? {
        threadRead ? Presence(waitingSince) : nil
    }
}

extension ChangeRow {
    /// The status on one side of a change of status.
    fileprivate func status(_ side: String) -> ObservedStatus? {
        guard kind == .statusChanged,
            let status = difference["status"]?[side]?.stringValue.flatMap(TicketStatus.init)
        else { return nil }
        return ObservedStatus(status, raw: difference["status_raw"]?[side]?.stringValue)
    }
}
