package import Store
package import TicketModel

/// The mirror in the store.
///
/// What is written through it is compared with what was there, so a difference that a run or the relay happens to see first is
/// a change of the log like any other.
package struct StoreMirror: TicketMirror {
    private let writer: MirrorWriter
    private let takesReads: Bool

    /// A mirror whose changes go where the writer hands them.
    ///
    /// One that takes no reads leaves them to the next sync: for a process that does not have every automation to tell.
    package init(_ writer: MirrorWriter, takesReads: Bool = true) {
        self.writer = writer
        self.takesReads = takesReads
    }

    package func ticket(_ id: TicketID, in reader: any SQLReader) throws -> MirroredTicket? {
        try TicketRows.find(id, in: reader).map { try mirrored($0, reader) }
    }

    /// One statement for each connection: a worker claims many runs at a time.
    package func tickets(_ ids: Set<TicketID>, in reader: any SQLReader) throws -> [TicketID: MirroredTicket] {
        var tickets: [TicketID: MirroredTicket] = [:]
        for (connection, ids) in Dictionary(grouping: ids, by: \.connection) {
            for row in try TicketRows.find(ids.map(\.id), at: connection, in: reader).values {
                tickets[row.ticket.id] = try mirrored(row, reader)
            }
        }
        return tickets
    }

    private func mirrored(_ row: MirrorRow, _ reader: any SQLReader) throws -> MirroredTicket {
        MirroredTicket(
            ticket: row.ticket,
            messages: row.threadRead ? try MessageRows.all(of: row.ticket.id, in: reader) : nil,
            readAt: row.readAt
        )
    }

    package func list(_ filter: TicketFilter, now: Timestamp, in reader: any SQLReader) throws -> [Ticket] {
        try MirrorReader(reader).list(filter, now: now)
    }

    package func apply(_ read: MirrorRead, seenAt: Timestamp, in transaction: SQLTransaction) throws {
        if takesReads {
            try writer.apply([read], seenAt: seenAt, in: transaction)
        } else {
            try writer.noteWrite(to: read.ticket.id, answeredAt: read.begunAt, in: transaction)
        }
    }

    package func noteWrite(to id: TicketID, answeredAt: Timestamp, in transaction: SQLTransaction) throws {
        try writer.noteWrite(to: id, answeredAt: answeredAt, in: transaction)
    }
}
