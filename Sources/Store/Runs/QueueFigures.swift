package import TicketModel

/// What waits in the store: how much, and since when.
package struct QueueFigures: Sendable, Equatable {
    /// How many runs there are of each state that is not over.
    package var runs: [RunState: Int] = [:]
    /// How many effects there are of each state that is not over.
    package var effects: [EffectState: Int] = [:]
    /// When the run that has waited longest fell due, of those that nobody has paused.
    package var oldestRun: Timestamp?
    /// The same of effects.
    package var oldestEffect: Timestamp?

    package init() {}

    /// How long the oldest of what is due has been waiting; zero where nothing is.
    package func oldestDueAge(now: Timestamp) -> TimeSpan {
        guard let oldest = [oldestRun, oldestEffect].compactMap(\.self).min() else { return .zero }
        return max(.zero, now - oldest)
    }
}

extension QueueFigures {
    /// Counts what waits.
    package init(now: Timestamp, in reader: any SQLReader) throws {
        let runs = try reader.query(
            "SELECT state, count(*) AS n FROM run WHERE state IN ('available', 'retrying', 'running') GROUP BY state"
        )
        for row in runs {
            guard let state = RunState(rawValue: try row["state"]) else { continue }
            self.runs[state] = try row["n"]
        }
        let effects = try reader.query(
            """
            SELECT state, count(*) AS n FROM effect WHERE state IN ('pending', 'sending', 'unknown') GROUP BY state
            """
        )
        for row in effects {
            guard let state = EffectState(rawValue: try row["state"]) else { continue }
            self.effects[state] = try row["n"]
        }
        oldestRun = try reader.one(
            """
            SELECT min(due_at) AS oldest FROM run WHERE state IN ('available', 'retrying') AND due_at <= $1
                AND NOT EXISTS (
                    SELECT 1 FROM pause
                    WHERE scope = 'all' OR (scope = 'automation' AND name = run.automation)
                        OR (scope = 'connection' AND name = run.connection)
                )
            """,
            [.value(now)]
        )["oldest"]
        oldestEffect = try reader.one(
            """
            SELECT min(not_before) AS oldest FROM effect WHERE state IN ('pending', 'unknown') AND not_before <= $1
                AND NOT EXISTS (
                    SELECT 1 FROM pause
                    WHERE scope = 'all' OR (scope = 'automation' AND name = effect.automation)
                        OR (scope = 'connection' AND name = effect.connection)
                )
            """,
            [.value(now)]
        )["oldest"]
    }

    /// Whether there may be a run to claim: a look that costs no transaction.
    package static func hasDueRun(at now: Timestamp, in reader: any SQLReader) throws -> Bool {
        try reader.first(
            """
            SELECT 1 FROM run WHERE state IN ('available', 'retrying', 'running')
                AND (CASE WHEN state = 'running' THEN lease_until ELSE due_at END) <= $1 LIMIT 1
            """,
            [.value(now)]
        ) != nil
    }

    /// The connections at which there may be an effect to take up; `nil` among them for what leaves through none.
    package static func dueConnections(at now: Timestamp, in reader: any SQLReader) throws -> Set<String?> {
        let rows = try reader.query(
            """
            SELECT DISTINCT connection FROM effect WHERE state IN ('pending', 'sending', 'unknown')
                AND (CASE WHEN state = 'sending' THEN lease_until ELSE not_before END) <= $1
            """,
            [.value(now)]
        )
        return Set(try rows.map { try $0["connection"] })
    }

    /// When the next run falls due that is not yet, or the lease of one runs out.
    package static func nextRun(after now: Timestamp, in reader: any SQLReader) throws -> Timestamp? {
        try reader.one(
            """
            SELECT min(CASE WHEN state = 'running' THEN lease_until ELSE due_at END) AS next FROM run
            WHERE state IN ('available', 'retrying', 'running')
                AND (CASE WHEN state = 'running' THEN lease_until ELSE due_at END) > $1
            """,
            [.value(now)]
        )["next"]
    }

    /// When the next effect may be taken up that may not yet, or the lease of one runs out.
    package static func nextEffect(after now: Timestamp, in reader: any SQLReader) throws -> Timestamp? {
        try reader.one(
            """
            SELECT min(CASE WHEN state = 'sending' THEN lease_until ELSE not_before END) AS next FROM effect
            WHERE state IN ('pending', 'sending', 'unknown')
                AND (CASE WHEN state = 'sending' THEN lease_until ELSE not_before END) > $1
            """,
            [.value(now)]
        )["next"]
    }
}
