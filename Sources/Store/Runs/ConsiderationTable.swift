package import TicketModel

/// A trigger that looked at a change and let it pass.
package struct PassedOver: Sendable, Equatable {
    package var change: Int64
    package var automation: String
    package var handler: String
    package var version: String
    package var mode: String
    /// The first condition that did not hold, as a clause.
    package var why: String

    package init(change: Int64, automation: String, handler: String, version: String, mode: String, why: String) {
        self.change = change
        self.automation = automation
        self.handler = handler
        self.version = version
        self.mode = mode
        self.why = why
    }
}

/// What automations looked at without a run: one row each for `explain`, and counts that stay.
package enum ConsiderationTable {
    /// Writes down who let a change pass, and counts it.
    package static func insert(_ passed: [PassedOver], at time: Timestamp, in transaction: SQLTransaction) throws {
        guard !passed.isEmpty else { return }
        try transaction.execute(
            """
            INSERT INTO passed_over (change_id, automation, handler, version, mode, why) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (change_id, automation, handler) DO NOTHING
            """,
            rows: passed.map {
                [
                    .value($0.change), .text($0.automation), .text($0.handler), .text($0.version), .text($0.mode),
                    .text($0.why),
                ]
            }
        )
        let counts = Dictionary(grouping: passed) { [$0.automation, $0.handler] }
        try transaction.execute(
            """
            INSERT INTO run_counter (automation, handler, verdict, day, count) VALUES ($1, $2, 'passed_over', $3, $4)
            ON CONFLICT (automation, handler, verdict, day) DO UPDATE SET count = run_counter.count + excluded.count
            """,
            rows: counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { names, rows in
                [.text(names[0]), .text(names[1]), .value(Self.day(of: time)), .value(rows.count)]
            }
        )
    }

    /// Who let changes pass, in the order of the changes.
    package static func passedOver(changes: [Int64], in reader: any SQLReader) throws -> [PassedOver] {
        try reader.query(
            """
            SELECT change_id, automation, handler, version, mode, why FROM passed_over
            WHERE change_id IN {integers $1} ORDER BY change_id, automation, handler
            """,
            [.integers(changes)]
        ).map { row in
            PassedOver(
                change: try row["change_id"],
                automation: try row["automation"],
                handler: try row["handler"],
                version: try row["version"],
                mode: try row["mode"],
                why: try row["why"]
            )
        }
    }

    /// How many changes a handler let pass in all.
    package static func passedOverCount(
        automation: String,
        handler: String,
        in reader: any SQLReader
    ) throws -> Int {
        try reader.value(
            """
            SELECT CAST(COALESCE(SUM(count), 0) AS {integer}) FROM run_counter
            WHERE automation = $1 AND handler = $2 AND verdict = 'passed_over'
            """,
            [.text(automation), .text(handler)]
        )
    }

    /// Days since 1970 in UTC.
    private static func day(of time: Timestamp) -> Int64 { time.microseconds / 86_400_000_000 }
}
