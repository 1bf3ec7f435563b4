import TicketModel

extension Effect {
    /// Whether it sets a value, which may be compared first, and does not add something.
    var isSetting: Bool {
        switch action {
        case .setStatus, .setPriority, .assign, .addTags, .removeTags: true
        case .reply, .note, .create, .notify, .later: false
        }
    }

    /// What of a setting effect a ticket does not have yet; nil where it has all of it.
    ///
    /// What the provider does not tell counts as not so.
    func remaining(on ticket: Ticket) -> Effect? {
        var remaining = self
        switch action {
        case .setStatus(let word):
            return ticket.observedStatus.matches(word) ? nil : self
        case .setPriority(.normalised(let priority)):
            return ticket.priority.value == priority ? nil : self
        case .setPriority(.raw(let word)):
            return ticket.priorityRaw.value == word ? nil : self
        case .assign(let assignee):
            return ticket.assignee.value?.answers(to: assignee) ?? false ? nil : self
        case .addTags(let tags):
            let there = ticket.tags.value ?? []
            let missing = tags.filter { !there.contains($0) }
            remaining.action = .addTags(missing)
            return missing.isEmpty ? nil : remaining
        case .removeTags(let tags):
            guard !ticket.tags.isAbsent else { return self }
            let there = ticket.tags.value ?? []
            let present = tags.filter(there.contains)
            remaining.action = .removeTags(present)
            return present.isEmpty ? nil : remaining
        case .reply, .note, .create, .notify, .later:
            return self
        }
    }
}
