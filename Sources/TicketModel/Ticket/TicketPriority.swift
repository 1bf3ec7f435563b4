/// The normalised priority of a ticket, from low to urgent.
package enum TicketPriority: String, Sendable, Hashable, CaseIterable {
    case low
    case normal
    case high
    case urgent
}

extension TicketPriority: Comparable {
    package static func < (one: TicketPriority, other: TicketPriority) -> Bool { one.rank < other.rank }

    private var rank: Int {
        switch self {
        case .low: 0
        case .normal: 1
        case .high: 2
        case .urgent: 3
        }
    }
}

/// A priority as somebody asks for it: a normalised one, or a provider's own word.
package enum PriorityWord: Sendable, Hashable {
    case normalised(TicketPriority)
    case raw(String)

    /// Reads `high`, or `raw:WORD` for a provider's own word.
    /// - Throws: `ValueError` for any other word.
    package init(parsing text: String) throws(ValueError) {
        if let priority = TicketPriority(rawValue: text) {
            self = .normalised(priority)
        } else if text.hasPrefix("raw:") {
            guard text != "raw:" else { throw .emptyRaw(what: "priority") }
            self = .raw(String(text.dropFirst(4)))
        } else {
            throw .priority(text)
        }
    }
}

extension PriorityWord: CustomStringConvertible {
    /// The text that reads back to the same word.
    package var description: String {
        switch self {
        case .normalised(let priority): priority.rawValue
        case .raw(let word): "raw:\(word)"
        }
    }
}
