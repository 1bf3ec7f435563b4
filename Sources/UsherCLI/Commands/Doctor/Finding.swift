import TicketModel

/// One thing that the doctor looked at.
struct Finding: Sendable, Equatable {
    enum Result: String, Sendable {
        case ok, warning, failed
    }

    var result: Result
    /// What was looked at: `connections.portal`, `provider klinkcx`.
    var subject: String
    /// What it is like, and what to do about it.
    var message: String

    init(_ result: Result, _ subject: String, _ message: String) {
        self.result = result
        self.subject = subject
        self.message = message
    }

    var json: JSONValue {
        ["result": .string(result.rawValue), "subject": .string(subject), "message": .string(message)]
    }

    /// The line for people.
    func line(_ console: Console) -> String {
        let style: TextStyle =
            switch result {
            case .ok: .green
            case .warning: .yellow
            case .failed: .red
            }
        let word = console.styled(result.rawValue.padded(to: 7), style)
        return "\(word)  \(subject): \(PlainText.line(message))"
    }

    /// Whether the clock can be right: the binary was made in the past.
    static func clock(now: Timestamp, binary: Timestamp?) -> Finding {
        if let binary, now < binary - .days(1) {
            return Finding(
                .failed,
                "clock",
                "it shows \(now), which is before this binary was made (\(binary)); set the clock."
            )
        }
        return Finding(.ok, "clock", "\(now)")
    }
}
