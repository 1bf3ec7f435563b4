import Store
import TicketModel

extension TicketOverlay {
    /// A ticket as it is with what is kept here; only of operations that its provider lacks.
    func applied(to ticket: Ticket, _ held: Set<TicketOperation>) -> Ticket {
        var ticket = ticket
        if held.contains(.setTags), !addedTags.isEmpty || !removedTags.isEmpty {
            let told = ticket.tags.value ?? []
            ticket.tags = .value(told.filter { !removedTags.contains($0) } + addedTags.filter { !told.contains($0) })
            ticket.note(local: .tags)
        }
        if held.contains(.setPriority), let priority {
            ticket.priority = .value(priority)
            ticket.priorityRaw = .absent
            ticket.note(local: .priority)
        }
        if held.contains(.assign), let assignee {
            ticket.assignee = .value(assignee)
            ticket.note(local: .assignee)
        }
        return ticket
    }

    /// What is to be kept after an effect; `nil` where it is none that can be kept.
    func taking(_ action: Effect.Action) -> TicketOverlay? {
        var taken = self
        switch action {
        case .addTags(let tags):
            taken.removedTags.removeAll(where: tags.contains)
            taken.addedTags += tags.filter { !addedTags.contains($0) }
        case .removeTags(let tags):
            taken.addedTags.removeAll(where: tags.contains)
            taken.removedTags += tags.filter { !removedTags.contains($0) }
        case .setPriority(.normalised(let priority)): taken.priority = priority
        case .assign(let word): taken.assignee = word.contains("@") ? Person(email: word) : Person(name: word)
        case .setPriority(.raw), .reply, .note, .setStatus, .create, .notify, .later: return nil
        }
        return taken
    }
}

extension Ticket {
    fileprivate mutating func note(local field: TicketField) {
        if !local.contains(field) { local.append(field) }
    }
}

extension OverlayNote {
    /// The note as an entry of its ticket's thread.
    var message: Message {
        var message = Message(
            id: "local-\(id)",
            author: MessageAuthor(kind: .agent, name: author == SentEffect.commandLine ? "operator" : author),
            visibility: .internal,
            body: body,
            createdAt: .value(createdAt)
        )
        message.isLocal = true
        return message
    }
}
