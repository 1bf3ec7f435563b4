extension Ticket {
    /// Since when the requester waits for an answer: the time of the earliest public message of theirs that no public
    /// message of an agent follows.
    ///
    /// `absent` means that nobody waits, `null` that somebody waits since a time which nobody tells. A thread in which
    /// neither side has written publicly waits since `created_at` while the status is new or open: there the ticket's
    /// own body is what waits. Messages are taken by time where all of them have one, else in the order given, oldest
    /// first. A message of unknown visibility counts as public; messages of systems and unknown authors do not count.
    package func waitingSince(messages: [Message]) -> Presence<Timestamp> {
        let times = messages.compactMap(\.createdAt.value)
        let order = messages.indices.sorted { one, other in
            times.count == messages.count && times[one] != times[other] ? times[one] < times[other] : one < other
        }
        var waiting: Presence<Timestamp> = .absent
        var anybodyWrote = false
        for message in order.lazy.map({ messages[$0] }) where message.visibility != .internal {
            switch message.author.kind {
            case .agent:
                (waiting, anybodyWrote) = (.absent, true)
            case .requester:
                anybodyWrote = true
                if waiting.isAbsent { waiting = message.createdAt.value.map(Presence.value) ?? .null }
            case .system, .unknown: continue
            }
        }
        guard !anybodyWrote, status == .new || status == .open else { return waiting }
        return createdAt.value.map(Presence.value) ?? .null
    }
}
