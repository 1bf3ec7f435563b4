package import Foundation

/// A ticket as the simulator keeps it; each vendor's API renders it in its own shape.
package struct SimulatedTicket: Sendable, Equatable {
    /// The provider's id as text.
    package var id: String
    /// The running number, the same as the id where the vendor knows only one.
    package var number: Int
    package var subject: String
    /// What the requester first wrote; HTML at MijnKlantportaal, plain elsewhere.
    package var body: String
    /// The vendor's own word, at IPPanel the number of the state.
    package var status: String
    /// The vendor's own word, nil where the vendor or the ticket has none.
    package var priority: String?
    package var channel: String
    package var requester: SimulatedPerson?
    package var assignee: SimulatedPerson?
    /// The number of the category at IPPanel.
    package var category: Int?
    package var tags: [String] = []
    package var createdAt: Date
    package var updatedAt: Date
    package var dueAt: Date?
    package var closedAt: Date?
    /// When the row was softly deleted.
    package var deletedAt: Date?
    /// The thread, oldest first; at MijnKlantportaal the body is its first message.
    package var messages: [SimulatedMessage] = []
    /// Every status the ticket had, oldest first, the present one included.
    package var statusHistory: [StatusEntry] = []
    /// Custom fields by their name.
    package var fields: [JSON.Member] = []
    /// The caller's own id, unique at User.com.
    package var customID: String?
    /// Whether KlinkCX lists it without the embedded objects.
    package var isBare = false
    /// Whether IPPanel has forwarded it to another department.
    package var isForwarded = false

    /// A status and when it began.
    package struct StatusEntry: Sendable, Equatable {
        package var status: String
        package var enteredAt: Date
    }

    /// Moves the ticket to a status and notes it in its history; the same status changes nothing.
    mutating func move(to newStatus: String, at instant: Date) {
        guard newStatus != status else { return }
        status = newStatus
        updatedAt = instant
        statusHistory.append(StatusEntry(status: newStatus, enteredAt: instant))
    }
}

/// A person on either side of a ticket.
package struct SimulatedPerson: Sendable, Equatable {
    package var id: Int
    package var name: String
    package var email: String

    /// The name before the @ of the address.
    var handle: String { email.split(separator: "@").first.map(String.init) ?? email }
}

/// One entry of a ticket's thread.
package struct SimulatedMessage: Sendable, Equatable {
    package var id: String
    package var author: SimulatedPerson
    package var isByRequester: Bool
    package var isPrivate = false
    package var body: String
    package var postedAt: Date
    package var attachments: [Attachment] = []

    /// A file at a message.
    package struct Attachment: Sendable, Equatable {
        package var id: String
        package var name: String
        package var size: Int
        package var mediaType: String
    }
}
