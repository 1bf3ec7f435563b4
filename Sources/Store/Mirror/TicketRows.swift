package import TicketModel

/// The rows of mirrored tickets.
package enum TicketRows {
    /// A ticket, deleted or not.
    package static func find(_ id: TicketID, in reader: any SQLReader) throws -> MirrorRow? {
        try reader.first(one, [.value(id.connection), .value(id.id)]).map(MirrorRow.init)
    }

    private static let one: SQL = "SELECT \(MirrorRow.columns) FROM ticket WHERE connection = $1 AND id = $2"

    private static let several: SQL =
        "SELECT \(MirrorRow.columns) FROM ticket WHERE connection = $1 AND id IN {texts $2}"

    /// Those of some tickets that there are, by their ids.
    package static func find(
        _ ids: [String],
        at connection: String,
        in reader: any SQLReader
    ) throws -> [String: MirrorRow] {
        let rows = try reader.query(several, [.value(connection), .texts(ids)]).map(MirrorRow.init)
        return Dictionary(rows.map { ($0.ticket.id.id, $0) }) { first, _ in first }
    }

    /// What is known of a listing's tickets, by their ids; those never seen are left out.
    package static func marks(
        of ids: [String],
        at connection: String,
        in reader: any SQLReader
    ) throws -> [String: MirrorMark] {
        let rows = try reader.query(
            """
            SELECT id, listed_hash, thread_read, gone, missing_in, read_at FROM ticket
            WHERE connection = $1 AND id IN {texts $2}
            """,
            [.value(connection), .texts(ids)]
        )
        return Dictionary(
            try rows.map { row in
                let mark = MirrorMark(
                    listedHash: try row["listed_hash"],
                    threadRead: try row["thread_read"],
                    gone: try row["gone"],
                    missingIn: try row["missing_in"],
                    readAt: try row["read_at"]
                )
                return (try row["id"], mark)
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Writes a ticket, new or known, with the terms that it is found by; ``TicketSaves`` says how.
    package static func save(
        _ row: MirrorRow,
        replacing known: MirrorRow?,
        words: Bool = true,
        in transaction: SQLTransaction
    ) throws {
        var saves = TicketSaves()
        try saves.add(row, replacing: known, words: words, in: transaction)
        try saves.write(in: transaction)
    }

    static func removeTerms(of row: MirrorRow, in transaction: SQLTransaction) throws {
        let owner = TicketTerms(row)
        try TermRows.remove(owner.terms, owner, in: transaction)
        if row.worded { try TermRows.remove(TicketTerms.words(of: row), owner, in: transaction) }
    }

    /// Removes everything that a ticket is found by, and the words that only it had.
    static func removeTerms(of id: TicketID, in transaction: SQLTransaction) throws {
        guard let row = try find(id, in: transaction) else { return }
        try removeTerms(of: row, in: transaction)
        if row.worded { try TicketWords.drop(TicketTerms.words(of: row), in: transaction) }
    }

    /// A ticket that the mirror holds, for comparing it with a whole listing.
    package struct Present: Sendable, Equatable {
        package var id: String
        /// The first listing in a row that ended cleanly without it.
        package var missingIn: Int64?
        package var readAt: Timestamp

        package init(id: String, missingIn: Int64?, readAt: Timestamp) {
            self.id = id
            self.missingIn = missingIn
            self.readAt = readAt
        }
    }

    /// Hands over a connection's tickets that are not gone and were last read before a time, or later than now by a clock that
    /// was ahead.
    package static func forEachPresent(
        at connection: String,
        readBefore time: Timestamp,
        now: Timestamp,
        in reader: any SQLReader,
        _ body: (Present) throws -> Void
    ) throws {
        try reader.forEach(
            """
            SELECT id, missing_in, read_at FROM ticket
            WHERE connection = $1 AND gone = 0 AND (read_at < $2 OR read_at > $3)
            """,
            [.value(connection), .value(time), .value(now)]
        ) { row in
            try body(Present(id: try row["id"], missingIn: try row["missing_in"], readAt: try row["read_at"]))
            return true
        }
    }

    /// Notes that a listing which ended cleanly did not show these tickets.
    package static func miss(
        _ ids: [String],
        at connection: String,
        listing: Int64,
        in transaction: SQLTransaction
    ) throws {
        try transaction.execute(
            "UPDATE ticket SET missing_in = $3 WHERE connection = $1 AND id IN {texts $2} AND missing_in IS NULL",
            [.value(connection), .texts(ids), .value(listing)]
        )
    }

    /// Forgets that tickets were missed, for a listing shows them again.
    package static func see(_ ids: [String], at connection: String, in transaction: SQLTransaction) throws {
        try transaction.execute(
            """
            UPDATE ticket SET missing_in = NULL
            WHERE connection = $1 AND id IN {texts $2} AND missing_in IS NOT NULL
            """,
            [.value(connection), .texts(ids)]
        )
    }

    /// Drops reads of a ticket that began before this time.
    package static func outdateReads(
        of id: TicketID,
        before time: Timestamp,
        in transaction: SQLTransaction
    ) throws {
        try transaction.execute(
            "UPDATE ticket SET read_at = $3 WHERE connection = $1 AND id = $2 AND read_at < $3",
            [.value(id.connection), .value(id.id), .value(time)]
        )
    }

    /// Tickets in none of these statuses whose messages were never read, the latest first.
    package static func unreadThreads(
        at connection: String,
        except statuses: [TicketStatus],
        limit: Int,
        in reader: any SQLReader
    ) throws -> [MirrorRow] {
        try reader.query(
            """
            SELECT \(MirrorRow.columns) FROM ticket
            WHERE connection = $1 AND gone = 0 AND thread_read = 0 AND status NOT IN {texts $2}
            ORDER BY sorted_at DESC, id LIMIT $3
            """,
            [.value(connection), .texts(statuses.map(\.rawValue)), .value(limit)]
        ).map(MirrorRow.init)
    }
}
