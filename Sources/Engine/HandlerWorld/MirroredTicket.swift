package import Store
package import TicketModel

/// A ticket as the mirror has it.
package struct MirroredTicket: Sendable, Equatable {
    package var ticket: Ticket
    /// Oldest first; `nil` where they were never read.
    package var messages: [Message]?
    /// When the last reading of it began.
    package var readAt: Timestamp

    package init(ticket: Ticket, messages: [Message]?, readAt: Timestamp) {
        self.ticket = ticket
        self.messages = messages
        self.readAt = readAt
    }
}

/// What runs and the relay need of the mirror.
package protocol TicketMirror: Sendable {
    /// The ticket as it was last read; `nil` where it never was.
    func ticket(_ id: TicketID, in reader: any SQLReader) throws -> MirroredTicket?
    /// Several tickets as they were last read; those that never were are left out.
    func tickets(_ ids: Set<TicketID>, in reader: any SQLReader) throws -> [TicketID: MirroredTicket]
    /// All tickets that match, newest first.
    func list(_ filter: TicketFilter, now: Timestamp, in reader: any SQLReader) throws -> [Ticket]
    /// Takes in what a live reading or a write's answer showed, unless something newer was taken in before.
    func apply(_ read: MirrorRead, seenAt: Timestamp, in transaction: SQLTransaction) throws
    /// Notes a write whose answer did not show the ticket: what began to be read before it is out of date.
    func noteWrite(to id: TicketID, answeredAt: Timestamp, in transaction: SQLTransaction) throws
}

extension TicketMirror {
    /// One by one.
    package func tickets(_ ids: Set<TicketID>, in reader: any SQLReader) throws -> [TicketID: MirroredTicket] {
        try ids.reduce(into: [:]) { tickets, id in tickets[id] = try ticket(id, in: reader) }
    }
}
