import TicketModel

// The runs that an operator's command makes: nobody has to claim them.
extension RunTable {
    /// Writes a run down that is done the moment it is made: its effects were decided before.
    ///
    /// - Returns: its id.
    package static func record(_ run: NewRun, in transaction: SQLTransaction) throws -> Int64 {
        try transaction.value(
            """
            INSERT INTO run (key, automation, version, handler, mode, cause, change_id, connection, ticket, payload, depth, lane,
                due_at, created_at, slot, doubtful_since, state, attempts, fence, started_at, ended_at, verdict)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'done', 1, 0, $14, $14, 'acted')
            RETURNING id
            """,
            values(of: run)
        )
    }

    /// Makes a run that is under way from its first moment, under a lease like any other.
    ///
    /// - Returns: `nil` where another run of its ticket is running, or where its key is there already.
    package static func begin(
        _ run: NewRun,
        _ lease: LeaseTerm,
        in transaction: SQLTransaction
    ) throws -> RunRecord? {
        try transaction.first(
            """
            INSERT INTO run (key, automation, version, handler, mode, cause, change_id, connection, ticket, payload, depth, lane,
                due_at, created_at, slot, doubtful_since, state, attempts, fence, started_at, lease_owner, lease_until)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'running', 1, 1, $14, $17, $18)
            ON CONFLICT DO NOTHING
            RETURNING \(RunRecord.columns)
            """,
            values(of: run) + [.text(lease.owner), .value(lease.until)]
        ).map(RunRecord.init)
    }
}
