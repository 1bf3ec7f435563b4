package import TicketModel

/// A run that could be claimed now.
package struct RunCandidate: Sendable, Equatable {
    package let id: Int64
    package let automation: String
    package let connection: String?

    package init(id: Int64, automation: String, connection: String?) {
        self.id = id
        self.automation = automation
        self.connection = connection
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
    /// that is; those of a paused automation hold nobody back. What is due later (`ctx:later`) holds nobody back. On PostgreSQL the rows are locked, and those that
    /// another worker has locked are left out.
    package static func candidates(
        now: Timestamp,
        limit: Int,
        in transaction: SQLTransaction
    ) throws -> [RunCandidate] {
        let rows = try transaction.query(
            """
            SELECT id, automation, connection FROM run
            WHERE state IN ('available', 'retrying', 'running')
                AND (CASE WHEN state = 'running' THEN lease_until ELSE due_at END) <= $1
                AND NOT EXISTS (
                    SELECT 1 FROM run AS other
                    WHERE other.connection = run.connection AND other.ticket = run.ticket AND other.id <> run.id
                        AND other.state IN ('available', 'retrying', 'running')
                        AND (other.state = 'running'
                            OR (other.id < run.id AND (other.state = 'retrying' OR other.due_at <= $1)
                                AND other.automation NOT IN (SELECT name FROM pause WHERE scope = 'automation')))
                )
                AND NOT EXISTS (
                    SELECT 1 FROM pause
                    WHERE scope = 'all' OR (scope = 'automation' AND name = run.automation)
                        OR (scope = 'connection' AND name = run.connection)
                )
            ORDER BY lane, due_at, id LIMIT $2 {claim}
            """,
            [.value(now), .value(limit)]
        )
        return try rows.map {
            RunCandidate(id: try $0["id"], automation: try $0["automation"], connection: try $0["connection"])
        }
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

    /// Renews the leases of the runs that a process works on, but for those that somebody else has taken over.
    package static func renew(_ lease: LeaseTerm, in transaction: SQLTransaction) throws {
        try transaction.execute(
            "UPDATE run SET lease_until = $2 WHERE state = 'running' AND lease_owner = $1",
            [.text(lease.owner), .value(lease.until)]
        )
    }
}
