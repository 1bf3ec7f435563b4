import Store
import TicketModel

/// Which messages of a thread are news.
struct ThreadDifference {
    /// The ticket as the mirror holds it; nil where it was never seen: then all messages are news.
    var old: Ticket?
    /// The messages that the mirror holds; nil where they were never read.
    var known: [Message]?
    /// When the ticket was met, or its messages were forgotten: what was there by then is no news.
    var newsSince: Timestamp
    var new: Ticket
    /// Oldest first.
    var messages: [Message]

    /// The messages that came since, oldest first; of an id that stands twice the first counts.
    ///
    /// Where a thread is read for the first time, a number of messages that grew tells how many came since. Else it is those
    /// that are younger than what the mirror knows, both by the provider's clock and by ours: a message may well be younger
    /// than the update that its ticket tells. Where the ticket tells an update that covers the message, the provider's clock
    /// may be somewhat behind. A message without a date is no news: rather an old one goes unreported than it is answered
    /// again.
    var added: [Message] {
        var seen = Set(known?.map(\.id) ?? [])
        let distinct = messages.filter { seen.insert($0.id).inserted }
        guard let old, known == nil else { return distinct }
        if let before = old.messageCount.value, let now = new.messageCount.value,
            now > before
        {
            return Array(distinct.suffix(now - before))
        }
        let knownTo = max(old.updatedAt.value ?? newsSince, newsSince)
        return distinct.filter { message in
            guard let at = message.createdAt.value else { return false }
            return at > knownTo || (isCovered(at, since: old) && at > newsSince - MirrorRow.slowness)
        }
    }

    private func isCovered(_ time: Timestamp, since old: Ticket) -> Bool {
        guard let before = old.updatedAt.value, let now = new.updatedAt.value else { return false }
        return time > before && time <= now
    }
}
