package import TicketModel

/// What a reply, a note or a new ticket's first message is recognised by where its id is not known.
///
/// Author, time and text decide: providers change line breaks, and add signatures to what is sent.
package struct MessageFingerprint: Sendable, Equatable {
    /// How far the provider's clock may be behind ours.
    package static let skew = TimeSpan.minutes(10)
    /// How long after it was sent a message may still come to stand.
    package static let window = TimeSpan.hours(1)

    private let words: [Substring]
    private let folded: FoldedText
    private let kind: Effect.Kind
    /// Shorter texts must be all there is: "Thanks" stands in many a message.
    private static let shortest = 20

    /// The fingerprint of what an effect says; nil for effects that say nothing in a thread.
    package init?(_ effect: Effect) {
        switch effect.action {
        case .reply(let text, _), .note(let text, _): words = Self.words(text)
        case .create(_, let new): words = Self.words(new.text)
        default: return nil
        }
        kind = effect.kind
        folded = FoldedText(words.joined(separator: " "))
    }

    /// Whether a message may be what was sent at a time, by our clock.
    package func matches(_ message: Message, sentAt: Timestamp) -> Bool {
        guard fits(message.author.kind), fits(message.visibility) else { return false }
        if let time = message.createdAt.value {
            guard time >= sentAt - Self.skew, time <= sentAt + Self.window else { return false }
        }
        let other = FoldedText(Self.words(message.plainBody).joined(separator: " "))
        guard other != folded else { return true }
        return words.joined(separator: " ").count >= Self.shortest && other.contains(folded)
    }

    private func fits(_ author: MessageAuthor.Kind) -> Bool {
        // A new ticket is written in the requester's name at many providers.
        author != .requester || kind == .create
    }

    private func fits(_ visibility: MessageVisibility) -> Bool {
        switch visibility {
        case .public: kind != .note
        case .internal: kind == .note
        case .unknown: true
        }
    }

    private static func words(_ text: String) -> [Substring] {
        text.split(whereSeparator: \.isWhitespace)
    }
}
