package import TicketModel

/// How the process is, as those who watch it ask.
package struct HealthReport: Sendable, Equatable {
    /// Whether it takes work: everything is loaded and begun, and the store answers.
    package var isReady: Bool
    /// The loops that hang.
    package var stuck: [String]
    /// How long the oldest of what is due has been waiting; `nil` where the store does not answer.
    package var oldestDueAge: TimeSpan?

    package init(isReady: Bool, stuck: [String], oldestDueAge: TimeSpan?) {
        self.isReady = isReady
        self.stuck = stuck
        self.oldestDueAge = oldestDueAge
    }

    /// What is due may wait so long before somebody should look.
    static let longestWait = TimeSpan.minutes(10)

    /// Whether the process is worth keeping: if not, it should be started anew.
    var isLive: Bool { stuck.isEmpty }

    /// Whether it should be sent work.
    var takesWork: Bool { isReady && isLive && (oldestDueAge.map { $0 <= Self.longestWait } ?? false) }

    var json: JSONValue {
        var members: [String: JSONValue] = [
            "status": .string(takesWork ? "ready" : isLive ? "live" : "stuck"),
            "stuck": .array(stuck.map(JSONValue.string)),
        ]
        members["oldest_due_age"] = oldestDueAge?.json
        return .object(members)
    }
}
