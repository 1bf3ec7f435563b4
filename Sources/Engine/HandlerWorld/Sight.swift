import Synchronization
import TicketModel

/// What a handler has seen of tickets: the last reading of each.
///
/// Its effects are held against this when they leave, so what somebody changed behind its back is noticed.
final class Sight: Sendable {
    private let seen = Mutex<[TicketID: MirroredTicket]>([:])

    init(_ subject: MirroredTicket?) {
        if let subject { take(subject) }
    }

    subscript(_ id: TicketID) -> MirroredTicket? { seen.withLock { $0[id] } }

    func has(_ id: TicketID) -> Bool { seen.withLock { $0[id] != nil } }

    /// Takes a reading; one without messages leaves those that were seen before.
    func take(_ reading: MirroredTicket) {
        seen.withLock { seen in
            var reading = reading
            reading.messages = reading.messages ?? seen[reading.ticket.id]?.messages
            seen[reading.ticket.id] = reading
        }
    }
}
