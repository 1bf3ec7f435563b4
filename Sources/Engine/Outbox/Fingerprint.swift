import Foundation
import TicketModel

/// By what a message of ours is found again where the provider gives no id and its plugin cannot tell: who wrote it, when,
/// and its words.
struct Fingerprint: Sendable, Equatable {
    /// Providers stamp by their own clocks.
    static let clockDifference = TimeSpan.minutes(5)
    /// How long after the request left a provider may still stamp it.
    static let longestDelay = TimeSpan.hours(1)

    /// Letters and digits of the text, folded: what providers do to white space, quotes, entities and markup is lost in it.
    let words: String
    let isReply: Bool
    let earliest: Timestamp
    let latest: Timestamp

    /// The fingerprint of what left between two times.
    init(text: String, isReply: Bool, sentAt: Timestamp, until: Timestamp) {
        words = Self.normalised(text)
        self.isReply = isReply
        earliest = sentAt - Self.clockDifference
        latest = max(sentAt, until) + Self.longestDelay
    }

    /// The fingerprint of an effect that adds a message; `nil` for any other.
    init?(_ effect: Effect, sentAt: Timestamp, until: Timestamp) {
        switch effect.action {
        case .reply(let text, _): self.init(text: text, isReply: true, sentAt: sentAt, until: until)
        case .note(let text, _): self.init(text: text, isReply: false, sentAt: sentAt, until: until)
        default: return nil
        }
    }

    /// Whether a message is the one; a time or an author that is not told is not held against it.
    func matches(_ message: Message) -> Bool {
        switch message.author.kind {
        case .requester: return false
        case .agent, .system, .unknown: break
        }
        switch (isReply, message.visibility) {
        case (true, .internal), (false, .public): return false
        default: break
        }
        if let time = message.createdAt.value, !(earliest...latest).contains(time) { return false }
        let other = Self.normalised(message.plainBody)
        // A signature or a greeting that the provider adds stands around our words.
        return !words.isEmpty && (other == words || (words.utf8.count >= 24 && other.contains(words)))
    }

    static func normalised(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.precomposedScalars {
            guard scalar.properties.isAlphabetic || scalar.properties.numericType != nil else { continue }
            scalars.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
        }
        return String(scalars)
    }
}

extension String {
    /// The scalars in the form in which a letter with a mark is one scalar.
    fileprivate var precomposedScalars: String.UnicodeScalarView {
        precomposedStringWithCanonicalMapping.unicodeScalars
    }
}
