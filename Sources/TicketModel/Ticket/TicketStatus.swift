/// The normalised status of a ticket.
package enum TicketStatus: String, Sendable, Hashable, CaseIterable {
    case new
    case open
    case pending
    case onHold = "on_hold"
    case solved
    case closed
    /// The provider tells no status, or a word that its plugin does not map.
    case unknown
}

/// A status as somebody asks for it: a normalised one, or a provider's own word.
package enum StatusWord: Sendable, Hashable {
    case normalised(TicketStatus)
    case raw(String)

    /// Reads `open`, or `raw:WORD` for a provider's own word.
    /// - Throws: `ValueError` for any other word.
    package init(parsing text: String) throws(ValueError) {
        if let status = TicketStatus(rawValue: text) {
            self = .normalised(status)
        } else if text.hasPrefix("raw:") {
            guard text != "raw:" else { throw .emptyRaw(what: "status") }
            self = .raw(String(text.dropFirst(4)))
        } else {
            throw .status(text)
        }
    }
}

extension StatusWord: CustomStringConvertible {
    /// The text that reads back to the same word.
    package var description: String {
        switch self {
        case .normalised(let status): status.rawValue
        case .raw(let word): "raw:\(word)"
        }
    }
}

/// A status as it was seen at a ticket: normalised, and in the provider's own word where it is known.
package struct ObservedStatus: Sendable, Hashable {
    package var status: TicketStatus
    package var raw: String?

    /// A status with the provider's own word for it.
    package init(_ status: TicketStatus, raw: String? = nil) {
        self.status = status
        self.raw = raw
    }

    /// Whether a word means this status; a provider's own word is compared letter by letter.
    package func matches(_ word: StatusWord) -> Bool {
        switch word {
        case .normalised(let wanted): status == wanted
        case .raw(let wanted): raw == wanted
        }
    }
}

extension ObservedStatus: CustomStringConvertible {
    /// The status, with the provider's own word where that differs.
    package var description: String {
        guard let raw, raw != status.rawValue else { return status.rawValue }
        return "\(status.rawValue) (\"\(raw)\")"
    }
}
