import TicketModel

/// Tickets that are about to be written, new or known, with the terms that they are found by.
///
/// They are written together, and each of them once: a ticket that comes again is found as it was until then.
package struct TicketSaves {
    private var rows: [[SQLValue]] = []
    private var unworded: [MirrorRow] = []

    package init() {}

    /// Adds a ticket.
    ///
    /// `known` is how it stands there now, as the same transaction read it; nil for one that does not. Where `words` is false,
    /// new terms are left for ``TicketWords``. `texts` is the ticket as it is stored, where that was made already.
    package mutating func add(
        _ row: MirrorRow,
        replacing known: MirrorRow?,
        words: Bool = true,
        texts: TicketTexts? = nil,
        in transaction: SQLTransaction
    ) throws {
        let keepsWords = try known.map { try Self.replaceTerms(of: $0, by: row, in: transaction) } ?? false
        rows.append(Self.values(of: row, texts ?? TicketTexts(row.ticket), worded: keepsWords || words))
        if words, !keepsWords { unworded.append(row) }
    }

    /// Writes what was added since the last time.
    package mutating func write(in transaction: SQLTransaction) throws {
        guard !rows.isEmpty else { return }
        try transaction.execute(Self.upsert, rows: rows)
        if !unworded.isEmpty { try TicketWords.add(of: unworded, in: transaction) }
        self = TicketSaves()
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
            try TicketRows.removeTerms(of: known, in: transaction)
            return false
        }
        try TermRows.remove(old.terms.subtracting(new.terms), old, in: transaction)
        try TermRows.add(new.terms.subtracting(old.terms), new, in: transaction)
        return true
    }
}

extension TicketSaves {
    private static let names: [SQL] = [
        "document", "raw", "status", "status_raw", "priority", "priority_raw", "channel", "assignee_nobody",
        "requester_nobody", "created_at", "updated_at", "waiting_since", "held", "sorted_at", "listed", "single",
        "listed_hash", "thread_read", "gone", "missing_in", "revision", "read_at", "first_seen_at",
        "news_since", "worded", "span_class",
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
            .value(ticket.id.connection), .value(ticket.id.id),
            .value(texts.document), .value(texts.raw), .value(ticket.status.rawValue),
            .value(ticket.statusRaw.value.map(FilterWord.exact)), .value(ticket.priority.value?.rawValue),
            .value(ticket.priorityRaw.value.map(FilterWord.exact)), .value(ticket.channel.value.map(FilterWord.exact)),
            .value(isNobody(ticket.assignee)), .value(isNobody(ticket.requester)), .value(ticket.createdAt.value),
            .value(ticket.updatedAt.value), .value(row.waitingSince), .value(ticket.heldFields.rawValue),
            .value(ticket.sortedAt),
            .value(row.listed.rawValue), .value(row.single.rawValue), .value(row.listedHash), .value(row.threadRead),
            .value(row.gone), .value(row.missingIn), .value(row.revision), .value(row.readAt),
            .value(row.firstSeenAt), .value(row.newsSince), .value(worded), .value(SpanClass(ticket)?.number),
        ]
    }

    /// Nil where nothing is told.
    private static func isNobody(_ person: Presence<Person>) -> Bool? {
        person.isAbsent ? nil : person.value?.isNobody ?? true
    }
}
