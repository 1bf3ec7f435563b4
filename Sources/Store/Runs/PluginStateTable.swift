package import TicketModel

/// `ctx.state`: an automation's small durable store; shadow has one of its own.
package enum PluginStateTable {
    /// What is stored under a key.
    package static func value(
        of key: String,
        automation: String,
        mode: String,
        in reader: any SQLReader
    ) throws -> JSONValue? {
        try reader.first(
            "SELECT value FROM plugin_state WHERE automation = $1 AND mode = $2 AND key = $3",
            [.text(automation), .text(mode), .text(key)]
        )?.json("value")
    }

    /// Writes values; null removes a key.
    package static func write(
        _ values: [String: JSONValue],
        automation: String,
        mode: String,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws {
        let removed = values.filter(\.value.isNull)
        if !removed.isEmpty {
            try transaction.execute(
                "DELETE FROM plugin_state WHERE automation = $1 AND mode = $2 AND key IN {texts $3}",
                [.text(automation), .text(mode), .texts(removed.keys)]
            )
        }
        let kept = values.filter { !$0.value.isNull }
        guard !kept.isEmpty else { return }
        try transaction.execute(
            """
            INSERT INTO plugin_state (automation, mode, key, value, written_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (automation, mode, key) DO UPDATE SET value = excluded.value, written_at = excluded.written_at
            """,
            // The order of a dictionary would make two transactions wait for each other crosswise.
            rows: kept.sorted { $0.key < $1.key }.map {
                [.text(automation), .text(mode), .text($0.key), .text($0.value.text()), .value(now)]
            }
        )
    }
}
