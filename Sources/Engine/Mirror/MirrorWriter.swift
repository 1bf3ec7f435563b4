package import Store
package import TicketModel

/// Writes what was read into the mirror, and what differs into the change log.
///
/// Sync, `ticket:refresh()` and the relay write through it, so that each difference is reported once, whoever saw it first.
/// A read that began before the last read or write of the ticket that was applied is dropped: it is older than
/// what the mirror holds. One that was applied later than now was dated by a clock that was ahead, and stops nothing.
package struct MirrorWriter: Sendable {
    private let evidence: any EffectEvidence
    private let intake: any ChangeIntake

    /// How long before the last read an effect may have left whose echo that read did not show yet.
    private static let delay = TimeSpan.minutes(2)
    private static let mostWordedAtOnce = 50

    /// A writer that asks for our own effects, and hands on what differs.
    package init(evidence: any EffectEvidence, intake: any ChangeIntake) {
        self.evidence = evidence
        self.intake = intake
    }

    /// Applies reads of one connection's tickets, in order, and hands their changes on.
    @discardableResult
    package func apply(
        _ reads: [MirrorRead],
        seenAt: Timestamp,
        in transaction: SQLTransaction
    ) throws -> [RecordedChange] {
        guard let connection = reads.first?.ticket.id.connection else { return [] }
        try CursorRows.takeTurn(connection, in: transaction)
        // The terms of many tickets at a time are written later: they take longer than all the rest.
        let words = reads.count <= Self.mostWordedAtOnce
        // What was erased and is met again is no news.
        let erased = try ErasedRows.among(reads.map(\.ticket.id.id), at: connection, in: transaction)
        // Before the first sync is through, a ticket that is met is none; after a restore, nothing at all.
        let cursor = try CursorRows.find(connection, in: transaction)
        let isRestored = try cursor == nil && StoreMarks.time(.restored, in: transaction) != nil
        let isFirst = cursor?.baselineDone != true
        var rows = try TicketRows.find(reads.map(\.ticket.id.id), at: connection, in: transaction)
        var applied: Set<String> = []
        let changes = try reads.flatMap { read in
            var read = read
            let id = read.ticket.id
            // A provider may tell a ticket twice.
            if !applied.insert(id.id).inserted { rows[id.id] = try TicketRows.find(id, in: transaction) }
            let known = rows[id.id]
            if isRestored || erased.contains(id.id) || (isFirst && known == nil) { read.baseline = true }
            return try apply(read, to: known, words: words, seenAt: seenAt, transaction)
        }
        if !erased.isEmpty { try ErasedRows.forget(Array(erased), at: connection, in: transaction) }
        return try handOn(changes, transaction)
    }

    /// Notes that tickets are deleted: a read that began at a time did not find them.
    @discardableResult
    package func applyDeletion(
        of ids: [TicketID],
        begunAt: Timestamp,
        seenAt: Timestamp,
        baseline: Bool = false,
        in transaction: SQLTransaction
    ) throws -> [RecordedChange] {
        guard let connection = ids.first?.connection else { return [] }
        try CursorRows.takeTurn(connection, in: transaction)
        let changes = try ids.flatMap { id -> [RecordedChange] in
            guard let known = try TicketRows.find(id, in: transaction), !known.gone,
                begunAt >= known.readAt || known.readAt > seenAt
            else { return [] }
            var row = known
            row.ticket.deleted = true
            row.gone = true
            row.missingIn = nil
            row.listedHash = nil
            row.readAt = begunAt
            let found = TicketDifference(old: known.ticket, new: row.ticket).changes
            return try write(found, row, replacing: known, baseline: baseline, seenAt: seenAt, transaction)
        }
        return try handOn(changes, transaction)
    }

    /// Drops what is read of a ticket by requests that began before a write of ours was answered.
    ///
    /// For writes whose answer does not show the ticket.
    package func noteWrite(to id: TicketID, answeredAt: Timestamp, in transaction: SQLTransaction) throws {
        try TicketRows.outdateReads(of: id, before: answeredAt, in: transaction)
    }

    private func handOn(_ changes: [RecordedChange], _ transaction: SQLTransaction) throws -> [RecordedChange] {
        if !changes.isEmpty { try intake.take(changes, in: transaction) }
        return changes
    }
}

extension MirrorWriter {
    private func apply(
        _ read: MirrorRead,
        to known: MirrorRow?,
        words: Bool,
        seenAt: Timestamp,
        _ transaction: SQLTransaction
    ) throws -> [RecordedChange] {
        let id = read.ticket.id
        if let known, read.begunAt < known.readAt, known.readAt <= seenAt { return [] }
        // An answer to a write may tell a part only; sync reads the whole ticket, and says so.
        if known == nil, read.source == .write { return [] }
        let merge = ReadMerge(read.ticket, from: read.source, onto: known)
        var row = known ?? MirrorRow(ticket: merge.ticket, readAt: read.begunAt, firstSeenAt: seenAt)
        let thread = try self.thread(of: read, known, merge.ticket, transaction)
        row.ticket = merge.ticket
        row.listed = merge.listed
        row.single = merge.single
        row.gone = false
        row.readAt = read.begunAt
        row.threadRead = row.threadRead || read.messages != nil
        row.waitingSince = row.threadRead ? merge.ticket.waitingSince(messages: thread.messages).value : nil
        if read.source == .listing {
            row.listedHash = read.listedHash ?? TicketTexts(read.ticket).hash
            row.missingIn = nil
        } else if row.ticket != known?.ticket {
            // The next listing must be compared, even when it shows what the last one showed.
            row.listedHash = nil
        }
        var found = TicketDifference(
            old: known?.ticket,
            new: merge.ticket,
            added: thread.added,
            threadRead: read.messages != nil
        ).changes
        if !read.baseline { found = try split(found, of: row, known, read, transaction) }
        if let messages = read.messages {
            try MessageRows.replace(messages, of: id, in: transaction)
        }
        return try write(
            found,
            row,
            replacing: known,
            words: words,
            texts: merge.ticket == read.ticket ? read.texts : nil,
            baseline: read.baseline,
            seenAt: seenAt,
            transaction
        )
    }

    private struct Thread {
        var messages: [Message]
        var added: [Message]
    }

    private func thread(
        of read: MirrorRead,
        _ known: MirrorRow?,
        _ merged: Ticket,
        _ transaction: SQLTransaction
    ) throws -> Thread {
        let stored =
            known?.threadRead ?? false ? try MessageRows.all(of: read.ticket.id, in: transaction) : nil
        guard let messages = read.messages else { return Thread(messages: stored ?? [], added: []) }
        let difference = ThreadDifference(
            old: known?.ticket,
            known: stored,
            readAt: known?.readAt ?? read.begunAt,
            new: merged,
            messages: messages
        )
        return Thread(messages: messages, added: difference.added)
    }

    private func split(
        _ found: [FoundChange],
        of row: MirrorRow,
        _ known: MirrorRow?,
        _ read: MirrorRead,
        _ transaction: SQLTransaction
    ) throws -> [FoundChange] {
        guard !found.isEmpty else { return [] }
        let since = min(read.begunAt, known?.readAt ?? read.begunAt - MessageFingerprint.window) - Self.delay
        let effects = try evidence.effects(on: row.ticket.id, since: since, in: transaction)
        guard !effects.isEmpty else { return found }
        var split = EchoSplit(
            effects: effects,
            attributed: try ChangeRows.attributed(
                to: effects.map(\.key),
                of: row.ticket.id,
                in: transaction
            ),
            sideEffects: read.sideEffects,
            ticket: row.ticket
        )
        return split.split(found)
    }

    /// Writes a ticket's row and its changes; a message that was reported before is not reported again.
    private func write(
        _ found: [FoundChange],
        _ row: MirrorRow,
        replacing known: MirrorRow?,
        words: Bool = true,
        texts: TicketTexts? = nil,
        baseline: Bool,
        seenAt: Timestamp,
        _ transaction: SQLTransaction
    ) throws -> [RecordedChange] {
        var row = row
        if !found.isEmpty { row.revision += 1 }
        try TicketRows.save(row, replacing: known, words: words, texts: texts, in: transaction)
        var recorded: [RecordedChange] = []
        for (place, change) in found.enumerated() {
            let entry = ChangeRow(
                ticket: row.ticket.id,
                kind: change.kind,
                actor: change.actor,
                cause: change.cause,
                depth: change.depth,
                baseline: baseline,
                seenAt: seenAt,
                difference: change.difference,
                message: change.message?.id
            )
            let key = change.dedupeKey(revision: row.revision, place: place)
            guard let id = try ChangeRows.append(entry, key: key, in: transaction) else { continue }
            recorded.append(RecordedChange(id: id, entry, change, ticket: row.ticket))
        }
        return recorded
    }
}

extension FoundChange {
    /// What must stand in the log only once for each ticket.
    fileprivate func dedupeKey(revision: Int64, place: Int) -> String {
        switch kind {
        case .ticketCreated: "created"
        case .messageAdded: "message:\(message?.id ?? "")"
        case .ticketUpdated, .statusChanged, .ticketDeleted: "\(revision):\(place)"
        }
    }
}

extension RecordedChange {
    fileprivate init(id: Int64, _ entry: ChangeRow, _ found: FoundChange, ticket: Ticket) {
        self.init(
            id: id,
            change: TicketChange(
                kind: found.kind,
                ticket: ticket,
                message: found.message,
                actor: found.actor,
                from: found.from,
                to: found.to
            ),
            cause: found.cause,
            depth: found.depth,
            baseline: entry.baseline,
            seenAt: entry.seenAt,
            difference: entry.difference
        )
    }
}
