import Store
import TicketModel

/// A ticket as a listing told it.
struct ListedTicket: Sendable {
    let ticket: Ticket
    let texts: TicketTexts
    let hash: Int64

    init(_ ticket: Ticket) {
        self.ticket = ticket
        texts = TicketTexts(ticket)
        hash = texts.hash
    }
}

/// One page of a pass, held against the mirror: what is news, and whose messages must be read for it.
struct SyncPage: Sendable {
    /// The tickets that the mirror does not hold so.
    var news: [ListedTicket] = []
    /// The tickets whose messages are to be read.
    var unreadThreads: [Ticket] = []
    /// The tickets that the mirror holds so already, but that a listing had missed.
    var foundAgain: [String] = []

    /// Holds a page against what is known of its tickets.
    ///
    /// A first listing reads no messages: they are no news then. After it, messages are read of tickets that differ,
    /// and of those waiting for somebody whose rows cannot show that a message came.
    init(_ tickets: [Ticket], marks: [String: MirrorMark], baseline: Bool, readsMessages: Bool, extra: inout Int) {
        var silent: [(readAt: Timestamp, ticket: ListedTicket)] = []
        for ticket in tickets {
            let mark = marks[ticket.id.id]
            let listed = ListedTicket(ticket)
            if let mark, mark.listedHash == listed.hash {
                if mark.missingIn != nil { foundAgain.append(ticket.id.id) }
                if !ticket.showsActivity, !ticket.isSettled { silent.append((mark.readAt, listed)) }
            } else {
                news.append(listed)
            }
        }
        guard readsMessages, !baseline else { return }
        // Those that were not read for the longest time come first, so that all have their turn.
        let turn = silent.sorted { $0.readAt < $1.readAt }.prefix(extra).map(\.ticket)
        extra -= turn.count
        unreadThreads = (news.filter { !$0.ticket.deleted } + turn).map(\.ticket)
        news += turn
    }
}

extension Ticket {
    /// Whether a reading of it differs when a message comes.
    var showsActivity: Bool {
        !updatedAt.isAbsent || !messageCount.isAbsent || !version.isAbsent
    }

    /// Whether no message has come since an earlier reading, as far as it shows activity.
    func showsNone(since old: Ticket) -> Bool {
        updatedAt == old.updatedAt && messageCount == old.messageCount && version == old.version
    }

    /// Whether nobody waits for anything any more.
    fileprivate var isSettled: Bool { deleted || Self.settled.contains(status) }

    /// The statuses of tickets that nobody works on.
    static let settled: [TicketStatus] = [.solved, .closed]
}
