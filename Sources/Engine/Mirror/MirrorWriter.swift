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
    /// How many tickets' rows are held until they are written: enough to share a statement, and few enough for a processor's cache.
    private static let mostAtOnce = 64

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
        var writes = MirrorWrites()
        for read in reads {
            var read = read
            let id = read.ticket.id
            // A provider may tell a ticket twice.
            if !applied.insert(id.id).inserted {
                try writes.flush(in: transaction)
                rows[id.id] = try TicketRows.find(id, in: transaction)
            }
            let known = rows[id.id]
            if isRestored || erased.contains(id.id) || (isFirst && known == nil) { read.baseline = true }
            try apply(read, to: known, words: words, seenAt: seenAt, &writes, transaction)
            if writes.count == Self.mostAtOnce { try writes.flush(in: transaction) }
        }
        try writes.flush(in: transaction)
        if !erased.isEmpty { try ErasedRows.forget(Array(erased), at: connection, in: transaction) }
        return try handOn(writes.recorded, transaction)
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
        var writes = MirrorWrites()
        for id in ids {
            guard let known = try TicketRows.find(id, in: transaction), !known.gone,
                begunAt >= known.readAt || known.readAt > seenAt
            else { continue }
            var row = known
            row.ticket.deleted = true
            row.gone = true
            row.missingIn = nil
            row.listedHash = nil
            row.readAt = begunAt
            let found = TicketDifference(old: known.ticket, new: row.ticket).changes
            try writes.add(found, row, replacing: known, baseline: baseline, seenAt: seenAt, in: transaction)
            try writes.flush(in: transaction)
        }
        return try handOn(writes.recorded, transaction)
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
        _ writes: inout MirrorWrites,
        _ transaction: SQLTransaction
    ) throws {
        let id = read.ticket.id
        if let known, read.begunAt < known.readAt, known.readAt <= seenAt { return }
        // An answer to a write may tell a part only; sync reads the whole ticket, and says so.
        if known == nil, read.source == .write { return }
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
        try writes.add(
            found,
            row,
            replacing: known,
            words: words,
            texts: merge.ticket == read.ticket ? read.texts : nil,
            baseline: read.baseline,
            seenAt: seenAt,
            in: transaction
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
            newsSince: known?.newsSince ?? read.begunAt,
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
        // A thread that is read for the first time shows what was written since the ticket was met.
        let before = known.map { $0.threadRead ? $0.readAt : min($0.readAt, $0.newsSince) }
        let since = min(read.begunAt, before ?? read.begunAt - MessageFingerprint.window) - Self.delay
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
}
