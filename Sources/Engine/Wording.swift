import PluginHost
import TicketModel

// The engine's sentences stand here, and nowhere else.

extension TicketFailure {
    // MARK: Listings

    static func repeatedCursor(page: Int, connection: String) -> TicketFailure {
        TicketFailure(
            .protocolError,
            "The listing of \(connection) goes in a circle: page \(page) names a next page that has been read before; "
                + "check the plugin's paging.",
            connection: connection
        )
    }

    static func repeatedRows(times: Int, connection: String) -> TicketFailure {
        TicketFailure(
            .protocolError,
            "The listing of \(connection) shows the very same tickets on \(times) pages in a row; "
                + "check the setting that names the page.",
            connection: connection
        )
    }

    static func tooManyPages(_ most: Int, connection: String) -> TicketFailure {
        TicketFailure(
            .protocolError,
            "The listing of \(connection) has more than \(most) pages; narrow the filter or check the plugin's paging.",
            connection: connection
        )
    }

    static func listingCancelled(connection: String) -> TicketFailure {
        TicketFailure(
            .transient,
            "The listing of \(connection) was cancelled before its end; run it again.",
            connection: connection
        )
    }

    // MARK: Connections and tickets

    static func circuitOpen(_ connection: String, for time: TimeSpan) -> TicketFailure {
        let seconds = max(1, Int64(time.seconds.rounded(.up)))
        return TicketFailure(
            .transient,
            "\(connection) has failed several times in a row and is left alone for another \(seconds) s.",
            connection: connection,
            code: "circuit",
            retryAfter: time
        )
    }

    static func unknownConnection(_ name: String, among names: [String]) -> TicketFailure {
        let known =
            switch names.count {
            case 0: "usher.yaml names no connections."
            case 1: "the only connection is \(names[0])."
            default: "the connections are \(Words.and(names))."
            }
        let suggestion = Suggestion.closest(to: name, among: names).map { "did you mean \"\($0)\"? " } ?? ""
        let sentence = suggestion.isEmpty ? known : known.prefix(1).uppercased() + known.dropFirst()
        return TicketFailure(
            .notFound,
            "There is no connection \"\(name)\"; \(suggestion)\(sentence)",
            connection: name
        )
    }

    static func notConnectedTo(_ connection: String, automation: String) -> TicketFailure {
        TicketFailure(
            .notAllowed,
            "\(automation) does not work at \(connection); add it to the automation's connections in usher.yaml.",
            connection: connection
        )
    }

    static func notListed(_ id: TicketID) -> TicketFailure {
        TicketFailure(
            .notFound,
            "\(id.connection) has no ticket \"\(id.id)\": its whole listing does not show it; check the id.",
            connection: id.connection
        )
    }

    // MARK: Deliveries

    static let laterNeedsStore = TicketFailure(
        .unsupported,
        "ctx:later needs the durable store, which this host does not have yet; nothing was scheduled."
    )

    static func automaticMail(_ id: TicketID, because reason: String) -> TicketFailure {
        TicketFailure(
            .notAllowed,
            "\(id) was written by a machine: \(reason); no reply was sent, since machines that answer each other "
                + "do not stop.",
            connection: id.connection
        )
    }

    static func noTicket(for effect: Effect) -> TicketFailure {
        TicketFailure(
            .invalid,
            "The effect \"\(effect.kind.rawValue)\" names no ticket; it was not sent."
        )
    }
}

/// What is worth knowing, and is no failure.
enum Notes {
    static func cannotTellWaiting(_ connector: any TicketConnector) -> String {
        "waiting_longer_than cannot be computed on \(connector.connection): \(connector.provider) does not tell messages."
    }

    static func foundByListing(_ id: TicketID, provider: String) -> String {
        "\(provider) cannot read a single ticket: \(id.connection) was listed until \"\(id.id)\" was found."
    }

    static func noMessages(_ id: TicketID, provider: String) -> String {
        "\(provider) does not tell messages: \(id) is shown without them."
    }

    static func unreadThread(_ id: TicketID, _ failure: TicketFailure) -> String {
        "The messages of \(id) cannot be read, so the mirror goes without them: \(failure.message)"
    }

    static func postponed(_ count: Int) -> String {
        count == 1
            ? "The messages of one ticket could not be read now; the next pass reads it again."
            : "The messages of \(count) tickets could not be read now; the next pass reads them again."
    }

    static func mixedPages(_ connector: any TicketConnector) -> String {
        "Some pages of \(connector.connection) show only what was updated and some show everything; the next pass reads "
            + "all again. Let \(connector.provider) answer every page of a listing with the same \"applied\"."
    }

    static func cutListing(_ connector: any TicketConnector, shown: Int, told: Int) -> String {
        "\(connector.connection) counts \(told) tickets, but its listing showed \(shown); those it did not show are not "
            + "taken for deleted."
    }

    static let stateIsNotKept =
        "ctx.state was written, but this host has no durable store yet: it is forgotten when the run ends."
}

/// Why something was held back or passed over, as clauses.
enum Reasons {
    static func heldBack(by effect: Effect, outcome: String) -> String {
        "\(effect), which comes before it at the same ticket, is \(outcome)"
    }

    static func otherChange(_ kind: ChangeKind, _ wanted: ChangeKind) -> String {
        "the change is \(kind.rawValue), not \(wanted.rawValue)"
    }

    static func noMessagesTold(_ provider: String) -> String {
        "\(provider) does not tell messages"
    }

    static let noLongerLive = "it was to be run live, and the automation is live no longer"

    static func isOff(_ automation: String) -> String {
        "\(automation) is off, or usher.yaml does not list it any more"
    }

    static func handlerGone(_ handler: String, _ automation: any Automation) -> String {
        "\(automation.name) \(automation.version) has no handler \(handler); bring it back, or cancel the run"
    }

    static let notMirrored = "the mirror does not have its ticket any more; sync, and let it be tried again"
    static let deletedMeanwhile = "the ticket was deleted meanwhile"
    static let leaseRanOut = "every attempt ended without a word, as where the process was killed; look at its last log"

    static let abandoned = "its sender ended while it was being sent"
    static let soAlready = "the ticket was so already"
    static let foundByReading = "its outcome was unknown; the ticket was read back and shows it"
    static let provenAbsent =
        "its outcome was unknown; the ticket was read back twice after the settle time and does not show it"
    static let notificationsTellNothing = "a notifier cannot be asked what it has sent"
    static let nothingToFind = "nothing of it can be found again by reading"
    static let unreadableEffect = "this program cannot read what it asks for; start the program that wrote it"

    static func otherConnection(_ connection: String) -> String {
        "it does not work at \(connection)"
    }

    static let ownEcho = "the change is the echo of its own effect"

    static func noCascade(_ cause: String) -> String {
        "the change is the echo of an effect of \(cause), and it does not declare cascade = true"
    }

    static func tooDeep(_ depth: Int) -> String {
        "\(depth) automations stand before it in a row; \(TriggerVerdict.greatestDepth) may"
    }

    static func changedMeanwhile(_ kind: Effect.Kind, from: String, to: String) -> String {
        "the \(kind.rawValue) was changed meanwhile from \"\(from)\" to \"\(to)\""
    }

    static func expired(at time: Timestamp) -> String {
        "it could not leave before \(time)"
    }

    static func answered(by message: Message) -> String {
        "\(message.author.name ?? "an agent") has answered meanwhile (message \(message.id))"
    }

    static func actedOnce(per scope: String, at time: Timestamp) -> String {
        "once = \"\(scope)\": it acted at \(time)"
    }

    static func actedWithin(_ window: TimeSpan, at time: Timestamp) -> String {
        "once = \"\(window)\": it acted at \(time)"
    }

    static let noMessages = "the ticket has no messages"
    static let notDeleted = "the ticket is not deleted"
    static let conditionSaysNo = "its condition says no"
    static let conditionFailed = "its condition failed"
    static let filterFailed = "its filter could not be computed"
}

enum Words {
    /// "a, b and c".
    static func and(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and \(last)"
    }
}
