package import FoundationEssentials

/// A trigger's `where`: a filter for the ticket, and what must hold for the change.
package struct TriggerCondition: Sendable, Equatable {
    /// The names of what it adds to a filter, in the order in which they are evaluated.
    package enum Key: String, Sendable, Hashable, CaseIterable {
        case author, visibility, actor, from, to
    }

    /// What must hold for the ticket as it is after the change.
    package var filter = TicketFilter()
    /// Who wrote the message that was added.
    package var author: MessageAuthor.Kind?
    /// Who can read the message that was added.
    package var visibility: MessageVisibility?
    /// Who caused the change.
    package var actor: Actor?
    /// The status before.
    package var from: StatusWord?
    /// The status after.
    package var to: StatusWord?

    /// A condition that always holds.
    package init() {}

    /// Reads a condition from its terms; those that are a filter's are read as a filter reads them.
    /// - Parameter zone: the zone of dates and times that name none; `nil` refuses those.
    /// - Throws: `FilterError` for the first term that does not fit, the change's before the filter's.
    package init(_ terms: [String: JSONValue], zone: TimeZone?) throws(FilterError) {
        var rest = terms
        for key in Key.allCases {
            guard let value = rest.removeValue(forKey: key.rawValue), !value.isNull else { continue }
            try set(key, from: TermReader(key: key.rawValue, value: value, zone: zone))
        }
        filter = try TicketFilter(rest, zone: zone, otherKeys: Key.allCases.map(\.rawValue))
    }

    private mutating func set(_ key: Key, from term: TermReader) throws(FilterError) {
        switch key {
        case .author: author = try term.word(among: [.requester, .agent, .system])
        case .visibility: visibility = try term.word(among: [.public, .internal])
        case .actor: actor = try term.word(among: [.requester, .agent, .operator, .system])
        case .from: from = try term.status()
        case .to: to = try term.status()
        }
    }

    /// Whether evaluating it needs the ticket's messages.
    package var needsMessages: Bool { filter.needsMessages }

    /// Evaluates what must hold for the change, then the filter on its ticket.
    ///
    /// A condition on what the change does not tell never holds.
    /// - Parameter waitingSince: since when the requester waits; `nil` where that cannot be known.
    package func evaluate(
        _ change: TicketChange,
        now: Timestamp,
        waitingSince: Presence<Timestamp>? = nil
    ) -> FilterVerdict {
        for key in Key.allCases {
            if let reason = reason(against: change, by: key) { return .fails(key.rawValue, because: reason) }
        }
        return filter.evaluate(change.ticket, now: now, waitingSince: waitingSince)
    }

    private func reason(against change: TicketChange, by key: Key) -> String? {
        switch key {
        case .author: Self.reason(author?.rawValue, change.message?.author.kind.rawValue, "the message's author")
        case .visibility:
            Self.reason(visibility?.rawValue, change.message?.visibility.rawValue, "the message's visibility")
        case .actor: Self.reason(actor?.rawValue, change.actor.rawValue, "the actor")
        case .from: Self.reason(from, change.from, "the status before")
        case .to: Self.reason(to, change.to, "the status after")
        }
    }

    private static func reason(_ wanted: String?, _ told: String?, _ what: String) -> String? {
        guard let wanted, wanted != told else { return nil }
        return told.map { "\(what) is \($0), not \(wanted)" } ?? "\(what) is not told"
    }

    private static func reason(_ wanted: StatusWord?, _ told: ObservedStatus?, _ what: String) -> String? {
        guard let wanted else { return nil }
        guard let told else { return "\(what) is not told" }
        return told.matches(wanted) ? nil : "\(what) is \(told), not \(wanted)"
    }
}
