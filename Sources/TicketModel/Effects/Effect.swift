/// A change that an automation or an operator asks for, as data.
package struct Effect: Sendable, Equatable {
    /// The kinds of effect, as `needs.effects` names them.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case reply, note, status, tag, assign, priority, create, notify, later
    }

    /// What is asked for.
    package enum Action: Sendable, Equatable {
        /// A public message in plain text.
        case reply(_ text: String, attachments: [OutgoingAttachment] = [])
        /// An internal message in plain text.
        case note(_ text: String, attachments: [OutgoingAttachment] = [])
        case setStatus(StatusWord)
        case setPriority(PriorityWord)
        /// An agent by id, name or email.
        case assign(String)
        case addTags([String])
        case removeTags([String])
        case create(connection: String, NewTicket)
        case notify(notifier: String, text: String)
        /// A call of the plugin's own handler after a while.
        case later(after: TimeSpan, handler: String, payload: JSONValue)
    }

    /// The ticket it is for; `nil` for `create`, and where a handler ran without one.
    package var ticket: TicketID?
    package var action: Action
    /// Which of its run's effects of the same ticket and kind it is, from 0.
    package var ordinal: Int

    /// An effect on a ticket.
    package init(ticket: TicketID?, action: Action, ordinal: Int = 0) {
        self.ticket = ticket
        self.action = action
        self.ordinal = ordinal
    }

    /// The kind that `needs` must name.
    package var kind: Kind {
        switch action {
        case .reply: .reply
        case .note: .note
        case .setStatus: .status
        case .setPriority: .priority
        case .assign: .assign
        case .addTags, .removeTags: .tag
        case .create: .create
        case .notify: .notify
        case .later: .later
        }
    }

    /// The operation that the connection needs for it; `nil` for `notify` and `later`, which no provider sees.
    package var operation: TicketOperation? {
        switch kind {
        case .reply: .reply
        case .note: .note
        case .status: .setStatus
        case .priority: .setPriority
        case .assign: .assign
        case .tag: .setTags
        case .create: .create
        case .notify, .later: nil
        }
    }
}
