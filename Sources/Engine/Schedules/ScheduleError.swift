package import PluginHost
package import TicketModel

/// Why nothing can be done with a schedule as asked.
package enum ScheduleError: Error, Sendable, Equatable {
    case unknown(String, among: [String])
    /// Several schedules are called so.
    case ambiguous(String, among: [String])
    case backwards
    /// Slots that are still to come are not asked for afterwards.
    case future(Timestamp)
    case tooMany(Int)
    /// Only an automation that is live may act.
    case notLive(automation: String, mode: RunMode)
}

extension ScheduleError: CustomStringConvertible {
    /// One sentence that says what to do.
    package var description: String {
        switch self {
        case .unknown(let name, let keys):
            if let closest = Suggestion.closest(to: name, among: keys) {
                "There is no schedule \"\(name)\"; did you mean \"\(closest)\"?"
            } else if keys.isEmpty {
                "There is no schedule \"\(name)\": no automation that usher.yaml lists has one."
            } else {
                "There is no schedule \"\(name)\"; there are \(Words.and(keys))."
            }
        case .ambiguous(let name, let keys):
            "\"\(name)\" may be \(Words.and(keys)); name one of them."
        case .backwards:
            "--to lies before --from; write the earlier time first."
        case .future(let now):
            "--to lies in the future; it is \(now) now, and later slots run by themselves."
        case .tooMany(let most):
            "There are more than \(most) slots between --from and --to; ask for less at a time."
        case .notLive(let automation, let mode):
            "\(automation) is \(mode.rawValue), not live; nothing is run live for it. Write mode: live in usher.yaml, or --mode shadow."
        }
    }
}

extension [HostedSchedule] {
    /// The schedule that a word means: `automation/schedule`, or either of the two where it leaves no choice.
    package func schedule(named name: String) throws(ScheduleError) -> HostedSchedule {
        if let exact = first(where: { $0.key == name }) { return exact }
        let found = filter { $0.declaration.name == name || $0.hosted.automation.name == name }
        switch found.count {
        case 1: return found[0]
        case 0: throw .unknown(name, among: map(\.key))
        default: throw .ambiguous(name, among: found.map(\.key))
        }
    }
}
