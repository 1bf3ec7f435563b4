import PluginHost
import Store
import TicketModel

/// The unique keys of runs: the same cause makes the same key, whoever meets it and however often.
enum RunKey {
    /// A change of the log; shadow has runs of its own.
    static func ofChange(_ change: Int64, _ hosted: HostedAutomation, handler: String) -> String {
        "\(hosted.mode.rawValue)/\(hosted.automation.name)/\(handler)/change-\(change)"
    }

    /// A `ctx:later` that a run asked for, by what the first run of the chain was made for and by the way from there.
    ///
    /// No number of a run of a change or a slot is in it: after a restore the same run asks again, and what it asks for has the
    /// same key. However long a chain gets, its keys do not.
    static func ofLater(run: RunRecord, position: Int, handler: String) -> String {
        let way = TextDigest.hex("\(run.key)-\(position)").prefix(16)
        return "\(run.mode)/\(run.automation)/later.\(handler)/\(root(of: run))-\(way)"
    }

    /// A slot of a schedule, by its calendar's time.
    static func ofSlot(_ plannedAt: Timestamp, mode: String, automation: String, handler: String) -> String {
        "\(mode)/\(automation)/\(handler)/slot-\(plannedAt)"
    }

    /// One ticket of a slot.
    static func ofTicket(_ ticket: TicketID, of run: RunRecord) -> String { "\(run.key)/\(ticket)" }

    /// The cause in the keys of a run's effects: it stays the same over all attempts, and shadow's is another one.
    static func cause(of run: RunRecord) -> String {
        run.mode == RunMode.live.rawValue ? origin(of: run) : "\(run.mode)-\(origin(of: run))"
    }

    /// What the first run of a chain of `ctx:later` was made for.
    private static func root(of run: RunRecord) -> String {
        let origin = origin(of: run)
        guard run.cause == .later, let end = origin.lastIndex(of: "-") else { return origin }
        return String(origin[..<end])
    }

    private static func origin(of run: RunRecord) -> String {
        switch run.cause {
        // Every ticket of a slot is a cause of its own: what two of them ask for elsewhere must not share a key.
        case .schedule, .later: String(run.key.dropFirst("\(run.mode)/\(run.automation)/\(run.handler)/".count))
        case .change, .command: run.change.map { "change-\($0)" } ?? "run-\(run.id)"
        }
    }
}
