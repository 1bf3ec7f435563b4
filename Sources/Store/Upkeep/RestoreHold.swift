package import TicketModel

/// What a restore does to the store that it brings back: it holds everything, and doubts whatever may have happened since the
/// backup without the backup knowing.
///
/// What was about to leave is unknown, and read back before anything is sent. Runs that were not over may have acted: what they
/// ask for is read back first, too. The cursors are lost, so what a sync finds triggers nothing, and threads are read
/// anew. New rows get numbers that nothing after the backup can have had, so no key comes twice.
package enum RestoreHold {
    /// What was put in doubt.
    package struct Tally: Sendable, Equatable {
        /// Effects that are read back before anything is sent.
        package var effects: Int
        /// Runs whose effects will be.
        package var runs: Int
    }

    /// Holds a store that was just restored; the pause is lifted by `usher resume`.
    package static func apply(
        backupAt: Timestamp,
        by whom: String,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws -> Tally {
        let doubtful: [SQLValue] = [.value(backupAt), .value(now)]
        let effects = try transaction.execute(
            """
            UPDATE effect SET state = 'unknown', fence = fence + 1, lease_owner = NULL, lease_until = NULL, clean_reads = 0,
                sent_at = COALESCE(sent_at, $1), lost_at = $2, not_before = $2, settled_at = NULL, why = $3
            WHERE state IN ('pending', 'sending', 'unknown')
            """,
            doubtful + [.text("it was open when the backup was made, and may have left since")]
        )
        // Once they are let go they are read back, too (`EffectTable.releaseFollowers`).
        try transaction.execute(
            "UPDATE effect SET sent_at = COALESCE(sent_at, $1), lost_at = $2 WHERE state = 'held'",
            doubtful
        )
        let runs = try transaction.execute(
            "UPDATE run SET doubtful_since = COALESCE(doubtful_since, $1) WHERE state <> 'done'",
            [.value(backupAt)]
        )
        try transaction.execute(
            "UPDATE run SET fence = fence + 1, lease_until = $1 WHERE state = 'running'",
            [.value(now)]
        )
        try transaction.execute("DELETE FROM lease")
        try transaction.execute("DELETE FROM sync_cursor")
        // A message that came since must not be taken for new when its thread is read the next time.
        try transaction.execute("DELETE FROM message")
        try transaction.execute(
            """
            UPDATE ticket SET thread_read = 0, news_since = $1, waiting_since = NULL, listed_hash = NULL, missing_in = NULL
            """,
            [.value(now + MirrorRow.slowness)]
        )
        for table in Schema.tables() where table.isNumbered {
            let last = try SequenceRows.last(of: table, in: transaction)
            try SequenceRows.set(last + SequenceRows.leap, of: table, in: transaction)
        }
        try StoreMarks.set(.restored, at: now, in: transaction)
        try StoreMarks.set(.restoredFrom, at: backupAt, in: transaction)
        let reason = "restored from a backup of \(backupAt)"
        _ = try PauseTable.add(Pause(.restored, reason: reason, by: whom, since: now), in: transaction)
        return Tally(effects: effects, runs: runs)
    }

    /// Since when a run of a slot may have acted without our knowing: where its time was before a restore, since the backup.
    package static func doubt(ofSlot slot: Int64, in reader: any SQLReader) throws -> Timestamp? {
        try reader.first(
            """
            SELECT backup.at AS since FROM slot, store_mark AS restored, store_mark AS backup
            WHERE slot.id = $1 AND restored.name = 'restored' AND backup.name = 'restored_from'
                AND slot.planned_at BETWEEN backup.at AND restored.at
            """,
            [.value(slot)]
        ).map { try $0["since"] }
    }

    /// What a restored store still has to do before it may go on.
    package struct Remainder: Sendable, Equatable {
        /// When it was restored.
        package var since: Timestamp
        /// Connections that no sync has read to the end since.
        package var unread: [String]
        /// Effects of which it is not known yet whether they landed.
        package var unknown: Int

        /// Whether sync and read-back are through.
        package var isNothing: Bool { unread.isEmpty && unknown == 0 }
    }

    /// What is left to do; `nil` where nothing holds the store.
    package static func remainder(
        connections: [String],
        in reader: any SQLReader
    ) throws -> Remainder? {
        guard let pause = try PauseTable.all(in: reader).first(where: { $0.scope == .restored }) else { return nil }
        let unread = try connections.filter { name in
            guard let cursor = try CursorRows.find(name, in: reader) else { return true }
            return !cursor.baselineDone
        }
        return Remainder(
            since: pause.since,
            unread: unread,
            unknown: try reader.value("SELECT count(*) FROM effect WHERE state IN ('unknown', 'sending')")
        )
    }
}
