import Foundation
package import TicketModel

/// What a reply, a note or a new ticket's first message is recognised by where its id is not known: who wrote it, when, and
/// its words.
///
/// Sync asks it whose an echo is, and the relay whether a write of unknown outcome landed. Providers stamp by their own
/// clocks, rewrite white space, quotes and markup, and add greetings and signatures.
package struct MessageFingerprint: Sendable, Equatable {
    /// How far the provider's clock may be behind ours.
    package static let skew = TimeSpan.minutes(10)
    /// How long after the request left a provider may still stamp it.
    package static let window = TimeSpan.hours(1)
    /// Shorter texts must be all there is: "Thanks" stands in many a message.
    private static let shortest = 20

    /// The letters and digits of the text, folded.
    private let words: String
    private let kind: Effect.Kind
    private let times: ClosedRange<Timestamp>

    /// The fingerprint of what an effect says; nil for effects that say nothing in a thread.
    ///
    /// The request began to be sent at `sentAt`; until `until` it may have been under way.
    package init?(_ effect: Effect, sentAt: Timestamp, until: Timestamp? = nil) {
        switch effect.action {
        case .reply(let text, _), .note(let text, _): words = Self.normalised(text)
        case .create(_, let new): words = Self.normalised(new.text)
        default: return nil
        }
        kind = effect.kind
        times = sentAt - Self.skew...max(sentAt, until ?? sentAt) + Self.window
    }

    /// Whether a message may be the one; a time or an author that is not told is not held against it.
    package func matches(_ message: Message) -> Bool {
        guard fits(message.author.kind), fits(message.visibility) else { return false }
        if let time = message.createdAt.value, !times.contains(time) { return false }
        let other = Self.normalised(message.plainBody)
        return !words.isEmpty && (other == words || (words.count >= Self.shortest && other.contains(words)))
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

    /// Letters and digits in lower case: what providers do to white space, quotes, entities and markup is lost in it.
    static func normalised(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.precomposedStringWithCanonicalMapping.unicodeScalars {
            guard scalar.properties.isAlphabetic || scalar.properties.numericType != nil else { continue }
            scalars.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
        }
        return String(scalars)
    }
}
