package import TicketModel

/// How much automations may say to requesters before somebody has to look.
package struct ReplyLimits: Sendable, Equatable {
    /// So many within so long.
    package struct Rate: Sendable, Equatable {
        package var count: Int
        package var window: TimeSpan

        package init(_ count: Int, per window: TimeSpan) {
            self.count = count
            self.window = window
        }
    }

    /// To one ticket, by whatever automations.
    package var perTicket: Rate
    /// To one requester of a connection, by whatever automations.
    package var perRequester: Rate
    /// By the automation; one that wants more is paused.
    package var perAutomation: Rate

    /// What was said longer ago than this is counted nowhere.
    package static let longestWindow = TimeSpan.days(366)

    /// Detecting machines is never certain, so nobody goes without a limit.
    package init(
        perTicket: Rate = Rate(5, per: .days(1)),
        perRequester: Rate = Rate(20, per: .days(1)),
        perAutomation: Rate = Rate(500, per: .hours(1))
    ) {
        self.perTicket = perTicket
        self.perRequester = perRequester
        self.perAutomation = perAutomation
    }
}

extension ReplyLimits.Rate: CustomStringConvertible {
    /// As `usher.yaml` has it: `5/1d`.
    package var description: String { "\(count)/\(window)" }
}
