package import TicketModel

/// Where the sync of a connection got to.
package struct SyncCursor: Sendable, Equatable {
    /// The time up to which every update has been read, by the provider's clock.
    package var updatedTo: Timestamp?
    /// Whether a whole listing has ended cleanly: from then on changes are news.
    package var baselineDone = false
    /// The number of the last whole listing.
    package var listing: Int64 = 0
    /// Whether the next pass must list everything.
    package var fullDue = false
    /// When the last whole listing that ended cleanly began.
    package var fullAt: Timestamp?
    /// When the last pass that ended cleanly began: the mirror is at least this new.
    package var asOf: Timestamp?

    /// A connection that was never read.
    package init() {}
}

/// The rows of the connections' cursors.
package enum CursorRows {
    /// Where a connection got to; nil where it was never read, or the cursor was lost.
    package static func find(_ connection: String, in reader: any SQLReader) throws -> SyncCursor? {
        try reader.first(
            """
            SELECT updated_to, baseline_done, listing, full_due, full_at, as_of FROM sync_cursor WHERE connection = $1
            """,
            [.value(connection)]
        ).map { row in
            var cursor = SyncCursor()
            cursor.updatedTo = try row["updated_to"]
            cursor.baselineDone = try row["baseline_done"]
            cursor.listing = try row["listing"]
            cursor.fullDue = try row["full_due"]
            cursor.fullAt = try row["full_at"]
            cursor.asOf = try row["as_of"]
            return cursor
        }
    }

    /// Writes where a connection got to.
    package static func save(_ cursor: SyncCursor, of connection: String, in transaction: SQLTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO sync_cursor (connection, updated_to, baseline_done, listing, full_due, full_at, as_of)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (connection) DO UPDATE SET updated_to = excluded.updated_to,
            baseline_done = excluded.baseline_done, listing = excluded.listing, full_due = excluded.full_due,
            full_at = excluded.full_at, as_of = excluded.as_of
            """,
            [
                .value(connection), .value(cursor.updatedTo), .value(cursor.baselineDone), .value(cursor.listing),
                .value(cursor.fullDue), .value(cursor.fullAt), .value(cursor.asOf),
            ]
        )
    }

    /// Makes everybody else who writes the connection's mirror wait until this transaction ends.
    ///
    /// So two reads of one ticket that arrive together are compared one after the other, and report one change.
    package static func takeTurn(_ connection: String, in transaction: SQLTransaction) throws {
        // On SQLite whoever writes is alone already.
        guard transaction.dialect == .postgres else { return }
        _ = try transaction.query(
            "SELECT pg_advisory_xact_lock(hashtextextended(CAST($1 AS TEXT), 8642086421))",
            [.value(connection)]
        )
    }
}
