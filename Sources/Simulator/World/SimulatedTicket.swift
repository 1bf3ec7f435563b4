package import Foundation

/// A ticket as the simulator keeps it; each vendor's API renders it in its own shape.
package struct SimulatedTicket: Sendable, Equatable {
    /// The provider's id as text.
    package var id: String
    /// The running number, the same as the id where the vendor knows only one.
    package var number: Int
    /// The one line that names the matter.
    package var subject: String
    /// What the requester first wrote; HTML at MijnKlantportaal, plain elsewhere.
    package var body: String
    /// The vendor's own word, at IPPanel the number of the state.
    package var status: String
    /// The vendor's own word, nil where the vendor or the ticket has none.
    package var priority: String?
    /// Where it came from: at MijnKlantportaal `portal`, `email` or `chat`; empty where the vendor has no channels.
    package var channel: String
    /// The person it is for; nil where the vendor does not know.
    package var requester: SimulatedPerson?
    /// The agent it is given to.
    package var assignee: SimulatedPerson?
    /// The number of the category at IPPanel.
    package var category: Int?
    /// Names of tags; only KlinkCX has them.
    package var tags: [String] = []
    /// When it came in; tickets are kept in this order.
    package var createdAt: Date
    /// When anything of it last changed.
    package var updatedAt: Date
    /// By when it is due; only User.com has it.
    package var dueAt: Date?
    /// When it was closed; nil while it is not.
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
        /// The vendor's own word.
        package var status: String
        /// When it began.
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
    /// The number by which the vendor's own ids are made.
    package var id: Int
    /// The name as it is shown.
    package var name: String
    /// The address; at IPPanel what stands before the @ is the user name.
    package var email: String

    /// The name before the @ of the address.
    var handle: String { email.split(separator: "@").first.map(String.init) ?? email }
}

/// One entry of a ticket's thread.
package struct SimulatedMessage: Sendable, Equatable {
    /// The provider's id as text, as a number has it at IPPanel.
    package var id: String
    /// Who wrote it.
    package var author: SimulatedPerson
    /// Whether the requester wrote it, not an agent.
    package var isByRequester: Bool
    /// Whether only agents see it; IPPanel alone shows such messages.
    package var isPrivate = false
    /// The text; HTML at MijnKlantportaal, plain elsewhere.
    package var body: String
    /// When it was written.
    package var postedAt: Date
    /// The files at it, in the order in which they came.
    package var attachments: [Attachment] = []

    /// A file at a message.
    package struct Attachment: Sendable, Equatable {
        /// The id of the file, beginning with `tma_`.
        package var id: String
        /// The name of the file.
        package var name: String
        /// The length in bytes.
        package var size: Int
        /// The media type that the upload declared.
        package var mediaType: String
    }
}
