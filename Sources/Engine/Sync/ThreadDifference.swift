import TicketModel

/// Which messages of a thread are news.
struct ThreadDifference {
    /// The ticket as the mirror holds it; nil where it was never seen: then all messages are news.
    var old: Ticket?
    /// The messages that the mirror holds; nil where they were never read.
    var known: [Message]?
    /// When the mirror's ticket was read.
    var readAt: Timestamp
    var new: Ticket
    /// Oldest first.
    var messages: [Message]

    /// The messages that came since, oldest first; of an id that stands twice the first counts.
    ///
    /// Where a thread is read for the first time, a number of messages that grew tells how many came since, else the time
    /// of the update that the mirror knows, else when it was read. A message that none of them dates is no news: rather an
    /// old message goes unreported than it is answered again.
    var added: [Message] {
        var seen = Set(known?.map(\.id) ?? [])
        let distinct = messages.filter { seen.insert($0.id).inserted }
        guard let old, known == nil else { return distinct }
        if let before = old.messageCount.value, let now = new.messageCount.value,
            now > before
        {
            return Array(distinct.suffix(now - before))
        }
        let knownTo = old.updatedAt.value ?? readAt
        return distinct.filter { $0.createdAt.value.map { $0 > knownTo } ?? false }
    }
}
