import TicketModel

/// What keeps a reply from leaving.
enum ReplyGuard {
    /// How long a reply may wait before it says too late what it says.
    static let lifetime = TimeSpan.hours(1)

    /// Why an effect may not leave any more because of its age.
    static func expiry(_ expiresAt: Timestamp?, now: Timestamp) -> String? {
        guard let expiresAt, now > expiresAt else { return nil }
        return Reasons.expired(at: expiresAt)
    }

    /// The reply of a person that came after what the handler saw; `nil` where there is none.
    ///
    /// Messages behind the last one that the handler saw are new; where that one is not among them, those with a later time
    /// than the handler's reading. What we sent ourselves is no person: it is known by its id or by its text.
    static func answer(
        in messages: [Message],
        seen: SeenTicket,
        ours: [MessageFingerprint],
        ids: Set<String>
    ) -> Message? {
        let fresh: [Message]
        if let last = seen.lastMessage, let place = messages.lastIndex(where: { $0.id == last }) {
            fresh = Array(messages[(place + 1)...])
        } else {
            fresh = messages.filter { ($0.createdAt.value ?? .distantPast) > seen.readAt }
        }
        return fresh.first { message in
            message.author.kind == .agent && message.visibility != .internal && !ids.contains(message.id)
                && !ours.contains { $0.matches(message) }
        }
    }
}

extension Timestamp {
    /// Before everything that is told.
    static let distantPast = Timestamp(microseconds: .min)
}
