package import TicketModel

/// Why an automation cannot be run as asked: nothing was called.
package enum RunError: Error, Sendable, Equatable {
    /// There is no schedule to run without a ticket.
    case noSchedule(automation: String)
    /// Several schedules, of which none was named.
    case severalSchedules(automation: String, names: [String])
    case unknownSchedule(String, automation: String, names: [String])
    case unknownHandler(String, automation: String, names: [String])
    /// No trigger, and no schedule with `each`.
    case nothingForTicket(automation: String)
    /// No trigger waits for changes.
    case noTrigger(automation: String)
    /// The ticket could not be read.
    case ticket(TicketFailure)
    /// It may not begin now.
    case held(because: String)
}

extension RunError: CustomStringConvertible {
    /// One sentence that says what to do.
    package var description: String {
        switch self {
        case .noSchedule(let automation):
            "\(automation) has no schedule; name a ticket with --ticket to try its triggers."
        case .severalSchedules(let automation, let names):
            "\(automation) has the schedules \(Words.and(names)); name one of them with --handler."
        case .unknownSchedule(let name, let automation, let names):
            "\(automation) has no schedule \"\(name)\"\(Self.choice(name, among: names, what: "schedules"))"
        case .unknownHandler(let name, let automation, let names):
            "\(automation) has no handler \"\(name)\"\(Self.choice(name, among: names, what: "handlers"))"
        case .nothingForTicket(let automation):
            "\(automation) has neither triggers nor a schedule with \"each\"; run it without a ticket."
        case .noTrigger(let automation):
            "\(automation) has no triggers; run it without an event."
        case .ticket(let failure):
            failure.message
        case .held(let reason):
            "Nothing was run: \(reason)."
        }
    }

    private static func choice(_ name: String, among names: [String], what: String) -> String {
        if let closest = Suggestion.closest(to: name, among: names) { return "; did you mean \"\(closest)\"?" }
        return names.isEmpty ? "; it has none." : "; its \(what) are \(Words.and(names))."
    }
}
