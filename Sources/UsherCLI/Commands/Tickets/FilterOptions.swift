import ArgumentParser
import Foundation
import TicketModel

/// The options that tickets are looked for by, the same for every verb.
struct FilterOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("Only at this connection; may be repeated.", valueName: "name"))
    var connection: [String] = []

    @Option(
        help: ArgumentHelp(
            "new, open, pending, on_hold, solved, closed, unknown, or raw:WORD for a provider's own; may be repeated.",
            valueName: "status"
        ),
        completion: .list(TicketStatus.allCases.map(\.rawValue))
    )
    var status: [String] = []

    @Option(
        help: ArgumentHelp("low, normal, high, urgent, or raw:WORD; may be repeated.", valueName: "priority"),
        completion: .list(TicketPriority.allCases.map(\.rawValue))
    )
    var priority: [String] = []

    @Option(help: ArgumentHelp("With this tag; repeated, with all of them.", valueName: "tag"))
    var tag: [String] = []

    @Option(help: ArgumentHelp("Assigned to this id, name or email, or \"none\".", valueName: "person"))
    var assignee: String?

    @Option(help: ArgumentHelp("For this id, name or email, or \"none\".", valueName: "person"))
    var requester: String?

    @Option(
        help: ArgumentHelp(
            "Created at this time or later: a time, a date, or 7d for seven days ago.",
            valueName: "time"
        )
    )
    var createdAfter: String?

    @Option(help: ArgumentHelp("Created earlier than this time.", valueName: "time"))
    var createdBefore: String?

    @Option(help: ArgumentHelp("Updated at this time or later.", valueName: "time"))
    var updatedAfter: String?

    @Option(help: ArgumentHelp("Updated earlier than this time.", valueName: "time"))
    var updatedBefore: String?

    @Option(help: ArgumentHelp("Created longer ago than this, as in 4h.", valueName: "duration"))
    var olderThan: String?

    @Option(help: ArgumentHelp("The requester waits for an answer longer than this, as in 4h.", valueName: "duration"))
    var waitingLongerThan: String?

    @Option(help: ArgumentHelp("This field holds something; may be repeated.", valueName: "field"))
    var has: [String] = []

    @Option(
        help: ArgumentHelp("This field holds nothing, or this tag is not there; may be repeated.", valueName: "field")
    )
    var lacks: [String] = []

    @Option(help: ArgumentHelp("Came in by this channel; may be repeated.", valueName: "channel"))
    var channel: [String] = []

    /// The options as the terms of a filter; `text` stands apart, for in a reply it is what is written.
    func filter(text: String? = nil) throws(CommandFailure) -> TicketFilter {
        let lists: [TicketFilter.Key: [String]] = [
            .connection: connection, .status: status, .priority: priority, .tag: tag, .has: has, .lacks: lacks,
            .channel: channel,
        ]
        let texts: [TicketFilter.Key: String?] = [
            .assignee: assignee, .requester: requester, .createdAfter: createdAfter, .createdBefore: createdBefore,
            .updatedAfter: updatedAfter, .updatedBefore: updatedBefore, .olderThan: olderThan,
            .waitingLongerThan: waitingLongerThan, .text: text,
        ]
        var terms: [String: JSONValue] = [:]
        for (key, words) in lists where !words.isEmpty {
            terms[key.rawValue] = .array(words.map(JSONValue.string))
        }
        for case (let key, let word?) in texts { terms[key.rawValue] = .string(word) }
        do {
            return try TicketFilter(terms, zone: .current)
        } catch {
            throw .usage(error)
        }
    }
}
