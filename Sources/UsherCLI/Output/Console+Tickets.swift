import Foundation
import TicketModel

/// Tickets for people.
extension Console {
    /// Prints tickets as a table, or says that there are none.
    func print(_ tickets: [Ticket], now: Timestamp) {
        guard !tickets.isEmpty else { return complain("No ticket matches.") }
        print(TextTable(tickets, now: now))
        if printsToTerminal { complain(tickets.count == 1 ? "1 ticket" : "\(tickets.count) tickets") }
    }

    /// Prints a ticket with its messages.
    func print(_ ticket: Ticket, messages: [Message]?) {
        let subject = PlainText.line(ticket.subject.value ?? "(no subject)")
        print(styled("\(ticket.id)  \(subject)", .bold))
        for (name, value) in Self.facts(of: ticket) {
            print("\(styled(name.padded(to: 11), .faint)) \(PlainText.line(value))")
        }
        if let body = ticket.plainBody.value, !body.isEmpty, !repeats(body, in: messages) {
            print("\n\(PlainText.lines(body))")
        }
        for message in messages ?? [] { print(message) }
    }

    private func print(_ message: Message) {
        let author = message.author.name ?? message.author.email ?? message.author.id
        var head = author.map { "\($0) (\(message.author.kind.rawValue))" } ?? message.author.kind.rawValue
        if let time = message.createdAt.value { head += " · \(time.rfc3339(in: .current))" }
        if message.visibility == .internal { head += message.isLocal ? " · note, kept here" : " · note" }
        print("\n\(styled("── \(PlainText.line(head))", .faint))\n\(PlainText.lines(message.plainBody))")
        for attachment in message.attachments {
            let size = attachment.size.map { ", \($0) bytes" } ?? ""
            print(styled(PlainText.line("attached: \(attachment.name ?? attachment.id ?? "a file")\(size)"), .faint))
        }
    }

    /// Whether the first message is the ticket's body.
    private func repeats(_ body: String, in messages: [Message]?) -> Bool {
        messages?.first.map { PlainText.line($0.plainBody) == PlainText.line(body) } ?? false
    }

    private static func facts(of ticket: Ticket) -> [(String, String)] {
        let facts: [(String, String?)] = [
            ("number", ticket.number.value),
            ("status", ticket.statusShown),
            (
                "priority",
                (ticket.priority.value?.rawValue ?? ticket.priorityRaw.value).map { ticket.shown($0, .priority) }
            ),
            ("requester", ticket.requester.value.map(described)),
            ("assignee", ticket.assignee.value.map { ticket.shown(described($0), .assignee) }),
            ("group", ticket.group.value),
            ("channel", ticket.channel.value),
            ("tags", ticket.tags.value.map { ticket.shown($0.joined(separator: ", "), .tags) }),
            ("categories", ticket.categories.value?.joined(separator: ", ")),
            ("created", ticket.createdAt.value?.rfc3339(in: .current)),
            ("updated", ticket.updatedAt.value?.rfc3339(in: .current)),
            ("due", ticket.dueAt.value?.rfc3339(in: .current)),
            ("closed", ticket.closedAt.value?.rfc3339(in: .current)),
            ("url", ticket.url.value),
        ]
        return facts.compactMap { name, value in value.flatMap { $0.isEmpty ? nil : (name, $0) } }
    }

    private static func described(_ person: Person) -> String {
        guard let email = person.email, email != person.description else { return person.description }
        return "\(person) <\(email)>"
    }
}

extension TextTable {
    /// Tickets, a row each.
    init(_ tickets: [Ticket], now: Timestamp) {
        let showsPriority = tickets.contains { $0.priority.value != nil }
        self.init([.init("ticket"), .init("status")])
        if showsPriority { columns.append(.init("priority")) }
        columns += [.init("requester", givesWay: true), .init("changed"), .init("subject", givesWay: true)]
        for ticket in tickets {
            var row = [ticket.id.description, ticket.statusShown]
            if showsPriority { row.append(ticket.priority.value.map { ticket.shown($0.rawValue, .priority) } ?? "") }
            row.append(ticket.requester.value?.description ?? "")
            row.append(Self.age(ticket.updatedAt.value ?? ticket.createdAt.value, now))
            row.append(ticket.subject.value ?? ticket.plainBody.value ?? "")
            add(row)
        }
    }

    /// How long ago, in its largest unit.
    private static func age(_ time: Timestamp?, _ now: Timestamp) -> String {
        guard let time else { return "" }
        let seconds = Int64((now - time).seconds)
        return switch seconds {
        case ..<60: "just now"
        case ..<3600: "\(seconds / 60) min ago"
        case ..<172_800: "\(seconds / 3600) h ago"
        default: "\(seconds / 86400) days ago"
        }
    }
}

extension Ticket {
    /// The status, and that the ticket is deleted where it is only still listed.
    fileprivate var statusShown: String {
        deleted ? "\(observedStatus), deleted" : observedStatus.description
    }

    /// A field's value, and that it stands in our store where it does.
    fileprivate func shown(_ value: String, _ field: TicketField) -> String {
        local.contains(field) ? "\(value) (kept here)" : value
    }
}

extension String {
    /// The text with blanks behind it, up to a number of columns.
    func padded(to columns: Int) -> String {
        self + String(repeating: " ", count: max(0, columns - DisplayWidth.of(self)))
    }
}
