import TicketModel

/// The moment at which tests take place: 2026-03-02T09:00:00Z.
let testTime = Timestamp(microseconds: 1_772_442_000_000_000)

extension Ticket {
    /// A ticket at "portal", created as many minutes before `testTime` as its number says.
    static func sample(
        _ id: Int,
        at connection: String = "portal",
        status: TicketStatus = .open,
        _ change: (inout Ticket) -> Void = { _ in }
    ) -> Ticket {
        var ticket = Ticket(id: TicketID(connection: connection, id: String(id)), provider: "acme")
        ticket.subject = .value("Ticket \(id)")
        ticket.status = status
        ticket.createdAt = .value(testTime - .minutes(Int64(id)))
        change(&ticket)
        return ticket
    }
}

extension Message {
    /// A public message, written so many minutes before `testTime`.
    static func sample(_ author: MessageAuthor.Kind, minutesAgo: Int64, email: String? = nil) -> Message {
        Message(
            id: "\(author)-\(minutesAgo)",
            author: MessageAuthor(kind: author, email: email),
            visibility: .public,
            body: "…",
            createdAt: .value(testTime - .minutes(minutesAgo))
        )
    }
}

extension TicketID {
    static func portal(_ id: Int) -> TicketID { TicketID(connection: "portal", id: String(id)) }
}

extension TicketFailure {
    static func sample(_ kind: ErrorKind, connection: String = "portal") -> TicketFailure {
        TicketFailure(kind, "It went wrong (\(kind.rawValue)).", connection: connection)
    }
}
