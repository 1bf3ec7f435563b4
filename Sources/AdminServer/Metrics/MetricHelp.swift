/// What each metric says, as its `HELP` line.
enum MetricHelp {
    /// The sentence of a metric; nil for one that is not ours.
    static func sentence(_ name: String) -> String? { sentences[name] }

    private static let sentences = [
        "usher_attempts_total": "Attempts at runs, by how they came out.",
        "usher_changes_repaired_total": "Changes that a listing found before any webhook told of them.",
        "usher_changes_total": "Changes found at the connection.",
        "usher_circuit_open": "1 while requests to the connection wait because the last ones failed.",
        "usher_connection_held": "1 while this process is the one that reads the connection.",
        "usher_deliveries_total": "Effects that came to an end, by the state they ended in.",
        "usher_delivery_latency_seconds": "From when an effect was asked for to its delivery.",
        "usher_effects": "Effects of the outbox that are not over, by state.",
        "usher_loop_failures_in_a_row": "Turns of the loop that failed since the last one that did not.",
        "usher_loop_restarts_total": "How often the loop hung and was begun anew.",
        "usher_loop_turns_total": "Turns of the loop.",
        "usher_mirror_age_seconds": "Since the last reading of the connection that ended cleanly began.",
        "usher_oldest_due_age_seconds": "How long the oldest run or effect that is due has waited.",
        "usher_pass_failures_total": "Readings of the connection that failed.",
        "usher_passes_total": "Readings of the connection.",
        "usher_plugin_call_duration_seconds": "From a call into the plugin to its end, what it waited for included.",
        "usher_plugin_cpu_seconds_total": "The plugin's own computing time.",
        "usher_plugin_generation": "Which of the plugin's builds is at work, by the order in which they became active.",
        "usher_plugin_host_calls_total": "Calls of the plugin to the host.",
        "usher_plugin_memory_peak_bytes": "The most memory that the plugin held in its last call.",
        "usher_run_duration_seconds": "From the begin of an attempt at a run to the commit of its end.",
        "usher_run_lateness_seconds": "From when a run fell due to the begin of its first attempt.",
        "usher_runs": "Runs that are not over, by state.",
        "usher_store_up": "1 while the database answers.",
        "usher_tickets_read_total": "Tickets that the connection's listings showed.",
        "usher_webhooks_handled_total": "Webhooks of the connection that were worked on.",
        "usher_webhooks_total": "Webhooks that arrived, by the answer they got.",
    ]
}
