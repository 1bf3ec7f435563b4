package import TicketModel

/// Roles that one process has at a time, such as a connection's relay.
package enum LeaseTable {
    /// Takes the role, or renews it for the one who has it.
    ///
    /// - Returns: the fencing number, which grows whenever the role changes hands; `nil` where somebody else has it.
    package static func take(
        _ name: String,
        _ lease: LeaseTerm,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws -> Int64? {
        try transaction.first(
            """
            INSERT INTO lease (name, owner, until, fence) VALUES ($1, $2, $3, 1)
            ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until,
                fence = CASE WHEN lease.owner = excluded.owner THEN lease.fence ELSE lease.fence + 1 END
            WHERE lease.owner = excluded.owner OR lease.until <= $4
            RETURNING fence
            """,
            [.text(name), .text(lease.owner), .value(lease.until), .value(now)]
        ).map { try $0["fence"] }
    }

    /// Gives the role up, so that nobody has to wait for its end.
    package static func release(_ name: String, owner: String, in transaction: SQLTransaction) throws {
        try transaction.execute(
            "UPDATE lease SET until = 0 WHERE name = $1 AND owner = $2",
            [.text(name), .text(owner)]
        )
    }
}

extension LeaseTable {
    /// Everybody who has a lease of any kind.
    package static func owners(in reader: any SQLReader) throws -> [String] {
        try reader.query(
            """
            SELECT owner FROM lease WHERE until > 0
            UNION SELECT lease_owner FROM run WHERE state = 'running' AND lease_owner IS NOT NULL
            UNION SELECT lease_owner FROM effect WHERE state = 'sending' AND lease_owner IS NOT NULL
            """
        ).map { try $0["owner"] }
    }

    /// Ends all leases of an owner who is known to be gone, so that nobody has to wait for them to run out.
    package static func abandon(_ owner: String, now: Timestamp, in transaction: SQLTransaction) throws {
        try transaction.execute("UPDATE lease SET until = 0 WHERE owner = $1", [.text(owner)])
        try transaction.execute(
            "UPDATE run SET lease_until = $2 WHERE state = 'running' AND lease_owner = $1",
            [.text(owner), .value(now)]
        )
        try transaction.execute(
            "UPDATE effect SET lease_until = $2 WHERE state = 'sending' AND lease_owner = $1",
            [.text(owner), .value(now)]
        )
    }
}
