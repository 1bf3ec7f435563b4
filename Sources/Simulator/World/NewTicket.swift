import Foundation

/// A ticket to put into a simulated account now.
package struct NewTicket: Sendable {
    /// The one line that names the matter.
    package var subject: String
    /// What the requester writes; HTML at MijnKlantportaal, plain elsewhere.
    package var body: String
    /// The vendor's own word; nil for the one that new tickets have.
    package var status: String?
    /// The vendor's own word; nil for the usual one.
    package var priority: String?
    /// Where it came from, such as `chat`; nil for the vendor's usual one.
    package var channel: String?
    /// The name of the requester; nil for a made-up one.
    package var requesterName: String?
    /// The address of the requester; nil for a made-up one.
    package var requesterEmail: String?

    /// A ticket of which everything but subject and body may be left to the vendor.
    package init(
        subject: String,
        body: String,
        status: String? = nil,
        priority: String? = nil,
        channel: String? = nil,
        requesterName: String? = nil,
        requesterEmail: String? = nil
    ) {
        self.subject = subject
        self.body = body
        self.status = status
        self.priority = priority
        self.channel = channel
        self.requesterName = requesterName
        self.requesterEmail = requesterEmail
    }

    func ticket(for provider: SimulatedProvider, mint: inout IDMint, now: Date) -> SimulatedTicket {
        let (id, number) = mint.ticketID()
        let status = status ?? provider.newStatus
        let requester = SimulatedPerson(
            id: 9_000 + number,
            name: requesterName ?? "Robin Visser",
            email: requesterEmail ?? "robin.visser@example.org"
        )
        var ticket = SimulatedTicket(
            id: id,
            number: number,
            subject: subject,
            body: body,
            status: status,
            priority: priority ?? provider.usualPriority,
            channel: channel ?? provider.usualChannel,
            requester: requester,
            category: provider == .ippanel ? 11 : nil,
            createdAt: now,
            updatedAt: now
        )
        ticket.statusHistory = [.init(status: status, enteredAt: now)]
        if provider == .mijnklantportaal {
            ticket.messages = [
                SimulatedMessage(
                    id: mint.messageID(),
                    author: requester,
                    isByRequester: true,
                    body: body,
                    postedAt: now
                )
            ]
        }
        return ticket
    }
}

extension SimulatedProvider {
    /// The status of a ticket that nobody has touched.
    var newStatus: String {
        switch self {
        case .mijnklantportaal, .klinkcx: "open"
        case .usercom: "active"
        case .ippanel: "2"
        }
    }

    var usualPriority: String? {
        switch self {
        case .mijnklantportaal: nil
        case .klinkcx: "medium"
        case .usercom: "2"
        case .ippanel: "normal"
        }
    }

    var usualChannel: String {
        switch self {
        case .mijnklantportaal: "portal"
        case .klinkcx: "email"
        case .usercom, .ippanel: ""
        }
    }
}
