package import TicketModel

/// What a trigger with `once` has acted on.
package enum OnceTable {
    /// Whose marks: shadow has marks of its own.
    package struct Owner: Sendable, Equatable {
        package var automation: String
        package var mode: String
        package var handler: String

        package init(automation: String, mode: String, handler: String) {
            self.automation = automation
            self.mode = mode
            self.handler = handler
        }
    }

    /// When the trigger acted on this scope last, and in which run.
    package static func lastAct(
        of owner: Owner,
        scope: String,
        in reader: any SQLReader
    ) throws -> (run: Int64, at: Timestamp)? {
        let row = try reader.first(
            """
            SELECT run, acted_at FROM once_mark
            WHERE automation = $1 AND mode = $2 AND handler = $3 AND scope = $4
            """,
            [.text(owner.automation), .text(owner.mode), .text(owner.handler), .text(scope)]
        )
        return try row.map { (try $0["run"], try $0["acted_at"]) }
    }

    /// Takes the right to act on the scope; false where the trigger has acted on it after `since`.
    ///
    /// The unique row decides, so of two runs that end at the same time one gets it.
    package static func take(
        _ owner: Owner,
        scope: String,
        run: Int64,
        since: Timestamp,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO once_mark (automation, mode, handler, scope, run, acted_at) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (automation, mode, handler, scope) DO UPDATE SET run = excluded.run, acted_at = excluded.acted_at
            WHERE once_mark.acted_at <= $7 OR once_mark.run = excluded.run
            """,
            [
                .text(owner.automation), .text(owner.mode), .text(owner.handler), .text(scope), .value(run),
                .value(now), .value(since),
            ]
        ) == 1
    }
}
