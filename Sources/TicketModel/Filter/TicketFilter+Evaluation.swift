extension TicketFilter {
    /// Evaluates the filter on a ticket: the first condition, in the order of `Key`, that does not hold decides.
    ///
    /// A condition on a field that the provider does not tell never holds, but for `lacks`.
    /// - Parameters:
    ///   - now: the moment that ages are counted from.
    ///   - waitingSince: since when the requester waits; `nil` where that cannot be known.
    ///   - applied: the conditions that the provider has evaluated itself.
    package func evaluate(
        _ ticket: Ticket,
        now: Timestamp,
        waitingSince: Presence<Timestamp>? = nil,
        except applied: Set<Key> = []
    ) -> FilterVerdict {
        let subject = Subject(ticket: ticket, now: now, waitingSince: waitingSince)
        let set = keys
        for key in Key.allCases where set.contains(key) && !applied.contains(key) {
            if let reason = reason(against: subject, by: key) { return .fails(key.rawValue, because: reason) }
        }
        return .matches
    }

    private struct Subject {
        let ticket: Ticket
        let now: Timestamp
        let waitingSince: Presence<Timestamp>?
    }

    private func reason(against subject: Subject, by key: Key) -> String? {
        let ticket = subject.ticket
        return switch key {
        case .connection: reason(connections.contains(ticket.id.connection), "connection", ticket.id.connection)
        case .status:
            statuses.contains(where: ticket.observedStatus.matches)
                ? nil : "status is \(ticket.observedStatus), not \(WordList.or(statuses.map(\.description)))"
        case .priority: priorityReason(ticket)
        case .channel: channelReason(ticket)
        case .tag: tagReason(ticket)
        case .assignee: assignee.flatMap { Self.reason($0, ticket.assignee, "assignee") }
        case .requester: requester.flatMap { Self.reason($0, ticket.requester, "requester") }
        case .createdAfter: createdAfter.flatMap { Self.after($0, ticket.createdAt, "created_at", subject.now) }
        case .createdBefore: createdBefore.flatMap { Self.before($0, ticket.createdAt, "created_at", subject.now) }
        case .updatedAfter: updatedAfter.flatMap { Self.after($0, ticket.updatedAt, "updated_at", subject.now) }
        case .updatedBefore: updatedBefore.flatMap { Self.before($0, ticket.updatedAt, "updated_at", subject.now) }
        case .olderThan: olderThanReason(subject)
        case .has: has.first { !ticket.holds($0) }.map { "\($0.rawValue) holds nothing" }
        case .lacks: lacksReason(ticket)
        case .text: textReason(ticket)
        case .waitingLongerThan: waitingReason(subject)
        }
    }

    private func reason(_ holds: Bool, _ field: String, _ value: String) -> String? {
        holds ? nil : "\(field) is \(value), not \(WordList.or(connections))"
    }

    private func priorityReason(_ ticket: Ticket) -> String? {
        let holds = priorities.contains { word in
            switch word {
            case .normalised(let priority): ticket.priority.value == priority
            case .raw(let raw): ticket.priorityRaw.value == raw
            }
        }
        guard !holds else { return nil }
        let wanted = WordList.or(priorities.map(\.description))
        let raw = ticket.priorityRaw.value
        switch (ticket.priority.value?.rawValue, raw) {
        case (let word?, let raw?) where raw != word: return "priority is \(word) (\"\(raw)\"), not \(wanted)"
        case (let word?, _): return "priority is \(word), not \(wanted)"
        case (nil, let raw?): return "priority_raw is \"\(raw)\", not \(wanted)"
        case (nil, nil): return "priority is not told"
        }
    }

    private func channelReason(_ ticket: Ticket) -> String? {
        guard let channel = ticket.channel.value else { return "channel is not told" }
        return channels.contains(channel) ? nil : "channel is \(channel), not \(WordList.or(channels))"
    }

    private func tagReason(_ ticket: Ticket) -> String? {
        guard let tags = ticket.tags.value else { return "tags are not told" }
        return self.tags.first { !tags.contains($0) }.map { "the tag \"\($0)\" is not there" }
    }

    private static func reason(_ word: PersonWord, _ presence: Presence<Person>, _ field: String) -> String? {
        guard !presence.isAbsent else { return "\(field) is not told" }
        let person = presence.value.flatMap { $0.isNobody ? nil : $0 }
        switch (word, person) {
        case (.nobody, nil): return nil
        case (.nobody, let person?): return "\(field) is \(person), not nobody"
        case (.named(let name), nil): return "\(field) is nobody, not \(name)"
        case (.named(let name), let person?):
            return person.answers(to: name) ? nil : "\(field) is \(person), not \(name)"
        }
    }

    private static func after(
        _ bound: TimeBound,
        _ presence: Presence<Timestamp>,
        _ field: String,
        _ now: Timestamp
    ) -> String? {
        guard let time = presence.value else { return "\(field) is not told" }
        let earliest = bound.resolved(at: now)
        return time >= earliest ? nil : "\(field) is \(time), before \(earliest)"
    }

    private static func before(
        _ bound: TimeBound,
        _ presence: Presence<Timestamp>,
        _ field: String,
        _ now: Timestamp
    ) -> String? {
        guard let time = presence.value else { return "\(field) is not told" }
        let end = bound.resolved(at: now)
        return time < end ? nil : "\(field) is \(time), not before \(end)"
    }

    private func olderThanReason(_ subject: Subject) -> String? {
        guard let olderThan else { return nil }
        guard let created = subject.ticket.createdAt.value else { return "created_at is not told" }
        return subject.now - created > olderThan ? nil : "created_at is \(created), not longer than \(olderThan) ago"
    }

    private func lacksReason(_ ticket: Ticket) -> String? {
        for word in lacks {
            switch word {
            case .field(let field) where ticket.holds(field): return "\(field.rawValue) holds something"
            case .tag(let tag) where ticket.tags.value?.contains(tag) ?? false: return "the tag \"\(tag)\" is there"
            case .field, .tag: continue
            }
        }
        return nil
    }

    private func textReason(_ ticket: Ticket) -> String? {
        guard let text else { return nil }
        let wanted = FoldedText(text)
        // The subject first: a body may be long, and then is not folded in vain.
        if let subject = ticket.subject.value, FoldedText(subject).contains(wanted) { return nil }
        if let body = ticket.plainBody.value, FoldedText(body).contains(wanted) { return nil }
        return "\"\(text)\" stands neither in the subject nor in the body"
    }

    private func waitingReason(_ subject: Subject) -> String? {
        guard let waitingLongerThan else { return nil }
        switch subject.waitingSince {
        case nil: return "how long the requester waits cannot be told here"
        case .null: return "since when the requester waits is not told"
        case .absent: return "the requester does not wait for an answer"
        case .value(let since):
            return subject.now - since > waitingLongerThan
                ? nil : "the requester waits since \(since), not longer than \(waitingLongerThan)"
        }
    }
}
