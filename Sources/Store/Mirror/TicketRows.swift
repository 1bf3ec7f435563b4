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

    /// Writes a ticket, new or known, with the terms that it is found by.
    ///
    /// `known` is how it stands there now, as the same transaction read it; nil for one that does not. Where `words` is false,
    /// new terms are left for ``TicketWords``. `texts` is the ticket as it is stored, where that was made already.
    package static func save(
        _ row: MirrorRow,
        replacing known: MirrorRow?,
        words: Bool = true,
        texts: TicketTexts? = nil,
        in transaction: SQLTransaction
    ) throws {
        let keepsWords = try known.map { try replaceTerms(of: $0, by: row, in: transaction) } ?? false
        let id: [SQLValue] = [.value(row.ticket.id.connection), .value(row.ticket.id.id)]
        let values = Self.values(of: row, texts ?? TicketTexts(row.ticket), worded: keepsWords || words)
        try transaction.execute(Self.upsert, id + values)
        if words, !keepsWords { try TicketWords.add(of: [row], in: transaction) }
    }

    /// Removes the terms that a ticket has no more; answers whether the others, its words among them, are there then.
    private static func replaceTerms(
        of known: MirrorRow,
        by row: MirrorRow,
        in transaction: SQLTransaction
    ) throws -> Bool {
        let (old, new) = (TicketTerms(known), TicketTerms(row))
        let keepsWords =
            known.worded && old.turn == new.turn && TicketTerms.haveSameText(known.ticket, row.ticket)
        guard keepsWords else {
            try removeTerms(of: known, in: transaction)
            return false
        }
        try TermRows.remove(old.terms.subtracting(new.terms), old, in: transaction)
        try TermRows.add(new.terms.subtracting(old.terms), new, in: transaction)
        return true
    }

    private static func removeTerms(of row: MirrorRow, in transaction: SQLTransaction) throws {
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

extension TicketRows {
    private static let names: [SQL] = [
        "document", "raw", "status", "status_raw", "priority", "priority_raw", "channel", "assignee_nobody",
        "requester_nobody", "created_at", "updated_at", "waiting_since", "held", "sorted_at", "listed", "single",
        "listed_hash", "thread_read", "gone", "missing_in", "revision", "read_at", "first_seen_at",
        "worded", "span_class",
    ]

    private static let upsert: SQL = """
        INSERT INTO ticket (connection, id, \(names.joined(separator: ", ")))
        VALUES (\((1...names.count + 2).map(SQL.place).joined(separator: ", ")))
        ON CONFLICT (connection, id) DO UPDATE SET
        \(names.map { "\($0) = excluded.\($0)" as SQL }.joined(separator: ", "))
        """

    private static func values(of row: MirrorRow, _ texts: TicketTexts, worded: Bool) -> [SQLValue] {
        let ticket = row.ticket
        return [
            .value(texts.document), .value(texts.raw), .value(ticket.status.rawValue),
            .value(ticket.statusRaw.value.map(FilterWord.exact)), .value(ticket.priority.value?.rawValue),
            .value(ticket.priorityRaw.value.map(FilterWord.exact)), .value(ticket.channel.value.map(FilterWord.exact)),
            .value(isNobody(ticket.assignee)), .value(isNobody(ticket.requester)), .value(ticket.createdAt.value),
            .value(ticket.updatedAt.value), .value(row.waitingSince), .value(ticket.heldFields.rawValue),
            .value(ticket.sortedAt),
            .value(row.listed.rawValue), .value(row.single.rawValue), .value(row.listedHash), .value(row.threadRead),
            .value(row.gone), .value(row.missingIn), .value(row.revision), .value(row.readAt),
            .value(row.firstSeenAt), .value(worded), .value(SpanClass(ticket)?.number),
        ]
    }

    /// Nil where nothing is told.
    private static func isNobody(_ person: Presence<Person>) -> Bool? {
        person.isAbsent ? nil : person.value?.isNobody ?? true
    }
}
