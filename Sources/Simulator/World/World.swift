import Foundation

/// Everything a simulated account holds, and what happened to it.
struct World: Sendable {
    let provider: SimulatedProvider
    let options: SimulatorOptions
    var shelf: TicketShelf
    var mint: IDMint
    var books = SimulatorBooks()
    var faults = FaultQueue()
    var window: RateWindow?
    var webhooks: [SimulatedWebhook] = []
    /// Webhooks that are to be sent for what happened last.
    var calls: [WebhookCall] = []
    private var listCount: UInt64 = 0

    init(provider: SimulatedProvider, options: SimulatorOptions) {
        self.provider = provider
        self.options = options
        mint = IDMint(provider: provider, seed: options.seed)
        shelf = TicketShelf(SeedTicket.tickets(of: provider, options: options, mint: &mint))
        window = RateWindow(options.rateLimit, of: provider)
    }

    var token: String { options.token ?? provider.sampleToken }

    /// Notes something that the vendor's pages forbid.
    mutating func violation(_ kind: Violation.Kind, _ detail: String, _ request: APIRequest) {
        books.violations.append(Violation(kind: kind, detail: detail, request: request.line))
    }

    /// Inserts a ticket as the newest and gives its id.
    mutating func insert(_ newTicket: NewTicket, at now: Date) -> String {
        let ticket = newTicket.ticket(for: provider, mint: &mint, now: now)
        shelf.add(ticket)
        ring("ticket-created", about: ticket.id, at: now)
        return ticket.id
    }

    /// Adds a message of the requester or an agent; nil where there is no such ticket.
    mutating func addMessage(_ text: String, to id: String, by author: MessageAuthor, at now: Date) -> SimulatedMessage?
    {
        guard var ticket = shelf[id] else { return nil }
        let person: SimulatedPerson
        switch author {
        case .requester: person = ticket.requester ?? Cast.unknown
        case .agent: person = ticket.assignee ?? Cast.agent(of: provider)
        }
        let message = SimulatedMessage(
            id: mint.messageID(),
            author: person,
            isByRequester: author == .requester,
            body: text,
            postedAt: now
        )
        ticket.messages.append(message)
        ticket.updatedAt = now
        if let status = provider.status(after: author, on: ticket) { ticket.move(to: status, at: now) }
        shelf[id] = ticket
        ring(author == .requester ? "ticket-reply-customer" : "ticket-reply-employee", about: id, at: now)
        return message
    }

    /// The positions of all tickets in the order the options want; each call counts as one request for a list.
    mutating func listing() -> [Int] {
        listCount += 1
        return shelf.positions(in: options.order, shuffle: options.seed &+ listCount)
    }

    /// Inserts a ticket before a further page is answered, where the options want that.
    mutating func driftIfWanted(at now: Date) {
        guard options.insertsBetweenPages else { return }
        let count = books.insertedIDs.count + 1
        let newTicket = NewTicket(subject: "Inserted between pages \(count)", body: "This one came in meanwhile.")
        books.insertedIDs.append(insert(newTicket, at: now))
    }

    /// One page of the tickets; `isIncluded` filters before the rows are counted.
    mutating func page(
        _ number: Int,
        size: Int,
        where isIncluded: (SimulatedTicket) -> Bool = { _ in true }
    ) -> Page<SimulatedTicket> {
        let rows = Page(number, size: size, of: listing().filter { isIncluded(shelf.tickets[$0]) })
        return rows.map { shelf.tickets[$0] }
    }
}

/// Who writes a message.
package enum MessageAuthor: String, Sendable {
    case requester
    case agent
}

extension SimulatedProvider {
    /// The status that a new message moves a ticket to, nil where it stays.
    func status(after author: MessageAuthor, on ticket: SimulatedTicket) -> String? {
        switch (self, author) {
        case (.mijnklantportaal, _): "open"
        case (.ippanel, .agent): "3"
        case (.ippanel, .requester): "1"
        case (.klinkcx, .requester): ticket.status == "resolved" ? "open" : nil
        case (.usercom, .requester): ticket.status == "closed" ? "active" : nil
        case (.klinkcx, .agent), (.usercom, .agent): nil
        }
    }
}
