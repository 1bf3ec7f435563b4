import PluginHost
import Store

/// The unique keys of runs: the same cause makes the same key, whoever meets it and however often.
enum RunKey {
    /// A change of the log; shadow has runs of its own.
    static func ofChange(_ change: Int64, _ hosted: HostedAutomation, handler: String) -> String {
        "\(hosted.mode.rawValue)/\(hosted.automation.name)/\(handler)/change-\(change)"
    }

    /// A `ctx:later` that a run asked for, by its place among the run's effects.
    static func ofLater(run: RunRecord, position: Int, handler: String) -> String {
        "\(run.mode)/\(run.automation)/later.\(handler)/run-\(run.id)-\(position)"
    }

    /// The cause in the keys of a run's effects: it stays the same over all attempts, and shadow's is another one.
    static func cause(of run: RunRecord) -> String {
        let cause = run.change.map { "change-\($0)" } ?? "run-\(run.id)"
        return run.mode == RunMode.live.rawValue ? cause : "\(run.mode)-\(cause)"
    }
}
