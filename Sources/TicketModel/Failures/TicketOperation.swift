/// What can be asked of a provider; a capability is an operation that a plugin has.
package enum TicketOperation: String, Sendable, Hashable, CaseIterable {
    case list, get, messages, reply, note
    case setStatus = "set_status"
    case setPriority = "set_priority"
    case assign
    case setTags = "set_tags"
    case create, attach

    /// What it does, as it follows "cannot" in a sentence.
    package var verbPhrase: String {
        switch self {
        case .list: "list tickets"
        case .get: "read a single ticket"
        case .messages: "read a ticket's messages"
        case .reply: "reply to a ticket"
        case .note: "add a note"
        case .setStatus: "set a status"
        case .setPriority: "set a priority"
        case .assign: "assign a ticket"
        case .setTags: "change a ticket's tags"
        case .create: "create a ticket"
        case .attach: "attach a file"
        }
    }

    /// Whether it changes something at the provider.
    package var writes: Bool {
        switch self {
        case .list, .get, .messages: false
        case .reply, .note, .setStatus, .setPriority, .assign, .setTags, .create, .attach: true
        }
    }
}
