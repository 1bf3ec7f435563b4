import Foundation

/// A ticket as it is written down: its times are ages, so that it is as old in every year.
struct SeedTicket: Sendable {
    var subject: String
    var body: String
    var status: String
    var priority: String?
    var channel = ""
    var requester: SimulatedPerson?
    /// The position among the provider's agents.
    var assignee: Int?
    var category: Int?
    var tags: [String] = []
    var fields: [JSON.Member] = []
    var hoursOld: Double
    /// Counted from now; in the past where negative.
    var hoursUntilDue: Double?
    var thread: [SeedMessage] = []
    var isDeleted = false
    var isBare = false
    var isForwarded = false

    /// A later message of a ticket's thread.
    struct SeedMessage: Sendable {
        let text: String
        /// Counted back from now, as the ticket's age is.
        let hoursOld: Double
        let isByRequester: Bool
        var isPrivate = false

        static func agent(_ text: String, _ hoursOld: Double) -> SeedMessage {
            SeedMessage(text: text, hoursOld: hoursOld, isByRequester: false)
        }

        static func requester(_ text: String, _ hoursOld: Double) -> SeedMessage {
            SeedMessage(text: text, hoursOld: hoursOld, isByRequester: true)
        }

        static func note(_ text: String, _ hoursOld: Double) -> SeedMessage {
            SeedMessage(text: text, hoursOld: hoursOld, isByRequester: false, isPrivate: true)
        }
    }
}

extension SeedTicket {
    /// The tickets of an account at the beginning, oldest first.
    static func tickets(
        of provider: SimulatedProvider,
        options: SimulatorOptions,
        mint: inout IDMint
    ) -> [SimulatedTicket] {
        let written = handWritten(for: provider)
        let count = options.ticketCount ?? written.count
        var generator = TicketGenerator(provider: provider, seed: options.seed)
        var seeds = Array(written.prefix(count))
        while seeds.count < count { seeds.append(generator.next()) }
        let now = options.now()
        return seeds.sorted { $0.hoursOld > $1.hoursOld }.map { $0.ticket(of: provider, mint: &mint, now: now) }
    }

    private static func handWritten(for provider: SimulatedProvider) -> [SeedTicket] {
        switch provider {
        case .mijnklantportaal: portal
        case .klinkcx: klink
        case .usercom: userCom
        case .ippanel: panel
        }
    }

    private func ticket(of provider: SimulatedProvider, mint: inout IDMint, now: Date) -> SimulatedTicket {
        func instant(_ hoursOld: Double) -> Date { now.addingTimeInterval(-hoursOld * 3600) }
        let (id, number) = mint.ticketID()
        let agents = Cast.agents(of: provider)
        let agent = assignee.map { agents[$0] }
        let createdAt = instant(hoursOld)
        let updatedAt = thread.map { instant($0.hoursOld) }.max() ?? createdAt
        var ticket = SimulatedTicket(
            id: id,
            number: number,
            subject: subject,
            body: body,
            status: status,
            priority: priority,
            channel: channel,
            requester: requester,
            assignee: agent,
            category: category,
            tags: tags,
            createdAt: createdAt,
            updatedAt: updatedAt,
            dueAt: hoursUntilDue.map { now.addingTimeInterval($0 * 3600) },
            deletedAt: isDeleted ? updatedAt : nil,
            fields: fields,
            isBare: isBare,
            isForwarded: isForwarded
        )
        ticket.statusHistory = [.init(status: provider.newStatus, enteredAt: createdAt)]
        if status != provider.newStatus { ticket.statusHistory.append(.init(status: status, enteredAt: updatedAt)) }
        if status == "closed" { ticket.closedAt = updatedAt }
        // The first message of the portal's thread is what the requester wrote; elsewhere it stands apart.
        let opening = provider == .mijnklantportaal ? [SeedMessage.requester(body, hoursOld)] : []
        ticket.messages = (opening + thread).map { message in
            SimulatedMessage(
                id: mint.messageID(),
                author: message.isByRequester ? requester ?? Cast.unknown : agent ?? Cast.agent(of: provider),
                isByRequester: message.isByRequester,
                isPrivate: message.isPrivate,
                body: message.text,
                postedAt: instant(message.hoursOld)
            )
        }
        return ticket
    }
}
