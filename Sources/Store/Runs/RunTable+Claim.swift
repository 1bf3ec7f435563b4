package import TicketModel

/// A run that could be claimed now.
package struct RunCandidate: Sendable, Equatable {
    package let id: Int64
    package let automation: String
    package let connection: String?
    /// Whether it was attempted before, and whoever worked on it then is gone: it may be what ended that worker.
    package let isSuspect: Bool

    package init(id: Int64, automation: String, connection: String?, isSuspect: Bool = false) {
        self.id = id
        self.automation = automation
        self.connection = connection
        self.isSuspect = isSuspect
    }
}

/// Who holds something, and until when.
package struct LeaseTerm: Sendable, Equatable {
    /// The process, by an id of its own.
    package let owner: String
    /// When it runs out unless it is renewed.
    package let until: Timestamp

    package init(owner: String, until: Timestamp) {
        self.owner = owner
        self.until = until
    }
}

extension RunTable {
    /// The runs that may begin now: due, first at their ticket, and nothing of theirs paused; those with the first lane first.
    ///
    /// A run waits for every earlier unfinished run of its ticket that is due, and for one that is being retried whenever
    /// that is; those of a paused automation hold nobody back. What is due later (`ctx:later`) holds nobody back. There are
    /// at most `limit` of each automation, so that none hides the runs of the others. On PostgreSQL the rows are locked, and
    /// those that another worker has locked are left out.
    package static func candidates(
        now: Timestamp,
        limit: Int,
        in transaction: SQLTransaction
    ) throws -> [RunCandidate] {
        var found = try lookup(
            """
            SELECT \(lookedUp) FROM run WHERE state = 'running' AND lease_until <= $1 AND \(mayBegin)
            ORDER BY attempts, id LIMIT $2 {claim}
            """,
            [.value(now), .value(limit)],
            transaction
        ) { $0 > 1 }
        for automation in try waitingAutomations(transaction) {
            found += try lookup(
                """
                SELECT \(lookedUp) FROM run
                WHERE state IN ('available', 'retrying') AND automation = $3 AND due_at <= $1 AND \(mayBegin)
                ORDER BY lane, due_at, id LIMIT $2 {claim}
                """,
                [.value(now), .value(limit), .text(automation)],
                transaction
            )
        }
        return found.sorted { $0.turn < $1.turn }.map(\.candidate)
    }

    private static let lookedUp: SQL = "id, automation, connection, lane, due_at, attempts"

    /// One lookup for each row: of NOT EXISTS, PostgreSQL makes a join of everything with everything.
    private static let mayBegin: SQL = """
        (
            SELECT other.id FROM run AS other
            WHERE other.connection = run.connection AND other.ticket = run.ticket AND other.id <> run.id
                AND other.state IN ('available', 'retrying', 'running')
                AND (other.state = 'running'
                    OR (other.id < run.id AND (other.state = 'retrying' OR other.due_at <= $1)
                        AND other.automation NOT IN (SELECT name FROM pause WHERE scope = 'automation')))
            LIMIT 1
        ) IS NULL
        AND (
            SELECT scope FROM pause
            WHERE scope = 'all' OR (scope = 'automation' AND name = run.automation)
                OR (scope = 'connection' AND name = run.connection)
            LIMIT 1
        ) IS NULL
        """

    private struct Found {
        let candidate: RunCandidate
        let turn: (lane: Int, dueAt: Timestamp, id: Int64)
    }

    private static func lookup(
        _ sql: SQL,
        _ values: [SQLValue],
        _ transaction: SQLTransaction,
        isSuspect: (_ attempts: Int) -> Bool = { _ in false }
    ) throws -> [Found] {
        try transaction.query(sql, values).map { row in
            let id: Int64 = try row["id"]
            let candidate = RunCandidate(
                id: id,
                automation: try row["automation"],
                connection: try row["connection"],
                isSuspect: isSuspect(try row["attempts"])
            )
            return Found(candidate: candidate, turn: (try row["lane"], try row["due_at"], id))
        }
    }

    /// The automations of which a run waits; each costs one lookup, however many of its runs wait.
    private static func waitingAutomations(_ transaction: SQLTransaction) throws -> [String] {
        try transaction.query(
            """
            WITH RECURSIVE waiting (automation) AS (
                SELECT min(automation) FROM run WHERE state IN ('available', 'retrying')
                UNION ALL
                SELECT (
                    SELECT min(run.automation) FROM run
                    WHERE run.state IN ('available', 'retrying') AND run.automation > waiting.automation
                ) FROM waiting WHERE waiting.automation IS NOT NULL
            )
            SELECT automation FROM waiting WHERE automation IS NOT NULL
            """
        ).map { try $0["automation"] }
    }

    /// Begins an attempt at each: counts it, raises the fence and sets the lease, all before any work starts.
    package static func claim(
        _ ids: [Int64],
        _ lease: LeaseTerm,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws -> [RunRecord] {
        guard !ids.isEmpty else { return [] }
        return try transaction.query(
            """
            UPDATE run SET state = 'running', attempts = attempts + 1, fence = fence + 1, lease_owner = $2, lease_until = $3,
                started_at = COALESCE(started_at, $4)
            WHERE id IN {integers $1} AND state IN ('available', 'retrying', 'running')
                AND (CASE WHEN state = 'running' THEN lease_until ELSE due_at END) <= $4
            RETURNING \(RunRecord.columns)
            """,
            [.integers(ids), .text(lease.owner), .value(lease.until), .value(now)]
        ).map(RunRecord.init).sorted { ($0.lane, $0.id) < ($1.lane, $1.id) }
    }

    /// Renews the leases of runs, but for those that somebody else has taken over.
    package static func renew(_ ids: [Int64], _ lease: LeaseTerm, in transaction: SQLTransaction) throws {
        guard !ids.isEmpty else { return }
        try transaction.execute(
            """
            UPDATE run SET lease_until = $3
            WHERE id IN {integers $1} AND state = 'running' AND lease_owner = $2
            """,
            [.integers(ids), .text(lease.owner), .value(lease.until)]
        )
    }
}
