/// Why a text is not the value it should be; its description is the clause to show.
package enum ValueError: Error, Sendable, Equatable {
    /// A ticket id that is not `CONNECTION/ID`.
    case ticketID(String)
    /// A word that is no status.
    case status(String)
    /// A word that is no priority.
    case priority(String)
    /// `raw:` with nothing behind it; `what` is "status" or "priority".
    case emptyRaw(what: String)
    /// A text that is no time.
    case time(String, problem: String)
    /// A time that names no zone, where none is configured.
    case naiveTime(String)
    /// A text that is no duration.
    case duration(String)
    /// A duration or time that does not fit.
    case outOfRange(String, what: String)
    /// A text that is not JSON, with where it stops being so.
    case json(line: Int, column: Int, problem: String)
}

extension ValueError: CustomStringConvertible {
    /// One clause that says what was wrong and what to write.
    package var description: String {
        switch self {
        case .ticketID(let text): Self.describe(ticketID: text)
        case .status(let word):
            Self.describe(word, as: "status", among: TicketStatus.allCases.map(\.rawValue))
        case .priority(let word):
            Self.describe(word, as: "priority", among: TicketPriority.allCases.map(\.rawValue))
        case .emptyRaw(let what):
            "\"raw:\" names no \(what); write the provider's own word behind it, as in raw:WORD"
        case .time(let text, let problem):
            "\"\(text)\" is not a time: \(problem); write it as in 2026-01-09T03:42:38Z"
        case .naiveTime(let text):
            "\"\(text)\" names no time zone and none is configured; write it as in 2026-01-09T03:42:38Z"
        case .duration(let text):
            "\"\(text)\" is not a duration; write numbers with the units w, d, h, m, s and ms, as in 1h30m"
        case .outOfRange(let text, let what):
            "\(text) is too large for a \(what)"
        case .json(let line, let column, let problem):
            "this is not JSON: \(problem) at line \(line), column \(column)"
        }
    }

    private static func describe(ticketID text: String) -> String {
        guard let slash = text.firstIndex(of: "/") else {
            return "\"\(text)\" names no connection; write CONNECTION/ID, as in portal/\(text.isEmpty ? "tic_1" : text)"
        }
        return slash == text.startIndex
            ? "\"\(text)\" names no connection; write CONNECTION/ID, as in portal\(text.count > 1 ? text : "/tic_1")"
            : "\"\(text)\" names no ticket; write CONNECTION/ID, as in \(text)tic_1"
    }

    private static func describe(_ word: String, as what: String, among words: [String]) -> String {
        if let closest = Suggestion.closest(to: word, among: words) {
            return "\"\(word)\" is not a \(what); did you mean \"\(closest)\"? "
                + "A provider's own word is written raw:WORD"
        }
        return "\"\(word)\" is not a \(what); write \(WordList.or(words)), or raw:WORD for a provider's own word"
    }
}
