import PluginHost
import Store
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

    /// An entry that ended without a failure of the provider's.
    static func ended(_ entry: EffectRecord, because reason: String) -> TicketFailure {
        TicketFailure(
            .notAllowed,
            "Entry \(entry.id) of the outbox is \(entry.state.rawValue): \(Words.clause(reason)).",
            connection: entry.connection
        )
    }

    /// Nobody knows whether an entry landed.
    static func unknown(_ entry: EffectRecord, _ failure: TicketFailure?) -> TicketFailure {
        let why = Words.clause(entry.why ?? Reasons.abandoned)
        let told = failure?.message ?? "Nobody knows whether it landed: \(why)."
        let advice =
            entry.state == .unknown
            ? "entry \(entry.id) of the outbox is read back by \"usher sync\""
            : "look at the ticket, then say it with \"usher outbox resolve \(entry.id)\""
        return TicketFailure(.unknownOutcome, "\(told) Do not repeat it: \(advice).", connection: entry.connection)
    }

    static func tooManyReplies(
        to whom: String,
        _ rate: ReplyLimits.Rate,
        _ key: String,
        _ reply: ReplyTable.Reply
    ) -> TicketFailure {
        TicketFailure(
            .notAllowed,
            "\(whom) has had \(rate.count) automatic replies within \(rate.window); one more was not sent. Answer in person, or "
                + "raise automations.\(reply.automation).limits.\(key) in usher.yaml.",
            connection: reply.connection
        )
    }

    static func superseded(_ effect: Effect, because reason: String) -> TicketFailure {
        TicketFailure(
            .conflict,
            "\(Words.capital("\(effect)")) was not sent: \(Words.clause(reason)).",
            connection: effect.ticket?.connection
        )
    }

    static func waiting(_ effect: Effect, entry: Int64, because reason: String) -> TicketFailure {
        TicketFailure(
            .unknownOutcome,
            "\(Words.capital("\(effect)")) waits in the outbox as entry \(entry): \(Words.clause(reason)). Do not repeat it: "
                + "\"usher serve\" or \"usher sync\" delivers it, and \"usher outbox show \(entry)\" tells what became of it.",
            connection: effect.ticket?.connection
        )
    }

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

    static let stateIsNotKept = "ctx.state was written; in shadow by hand it is forgotten when the run ends."
}

/// Why something was held back or passed over, as clauses.
enum Reasons {
    static func outage(since: Timestamp) -> String { "it was not read since \(since)" }

    static func backlog(_ runs: Int, _ rule: BacklogRule, at connection: String, _ outage: String) -> String {
        "\(outage), and \(runs) runs wait, more than backlog.runs = \(rule.runs) of usher.yaml lets begin by themselves; look at "
            + "\"usher runs list --state available\", then \"usher resume \(connection)\" lets them"
    }

    static func ranAway(_ automation: String, _ rate: ReplyLimits.Rate) -> String {
        "it said \(rate.count) things to requesters within \(rate.window) and wants to go on; look at \"usher runs list --automation "
            + "\(automation)\", and raise automations.\(automation).limits.replies in usher.yaml if that is meant"
    }

    static func keptHere(_ effect: Effect, _ provider: String) -> String {
        "it is kept here, since \(provider) cannot \(effect.operation?.verbPhrase ?? "hold it")"
    }

    static let notDueYet = "its turn has not come"
    static let beingSent = "its request is under way"

    static func behind(_ entry: EffectRecord) -> String {
        "entry \(entry.id) of \(entry.automation) has to leave the same ticket first"
    }

    static func paused(_ pause: Pause) -> String {
        let (what, name) =
            switch pause.scope {
            case .all, .restored: ("everything", "--all")
            case .automation(let name), .connection(let name), .schedule(let name): (name, name)
            }
        return
            "\(what) has been paused by \(pause.by) since \(pause.since) (\(pause.reason)); \"usher resume \(name)\" lets it go on"
    }

    static func ticketBusy(_ ticket: TicketID?) -> String {
        let what = ticket.map { "another run of \($0)" } ?? "another run"
        return "\(what) has been under way for a minute; \"usher runs list --state running\" shows it"
    }

    static func ranByHand(_ handler: String) -> String {
        "it was run by hand and ended before \(handler) did; run it again with \"usher run\""
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
    static func capital(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    /// A sentence or a clause, to stand within another sentence.
    static func clause(_ text: String) -> String { text.hasSuffix(".") ? String(text.dropLast()) : text }

    /// "a, b and c".
    static func and(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and \(last)"
    }
}
