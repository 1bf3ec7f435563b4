package import TicketModel

/// How an attempt ended.
package struct RunEnding: Sendable, Equatable {
    package var move: RunMove
    package var at: Timestamp
    /// When the next attempt is due, for one that may follow.
    package var dueAt: Timestamp?
    package var version: String
    package var verdict: String
    package var why: String?
    package var error: JSONValue?
    package var log: JSONValue?

    package init(
        _ move: RunMove,
        at: Timestamp,
        dueAt: Timestamp? = nil,
        version: String,
        verdict: String,
        why: String? = nil,
        error: JSONValue? = nil,
        log: JSONValue? = nil
    ) {
        self.move = move
        self.at = at
        self.dueAt = dueAt
        self.version = version
        self.verdict = verdict
        self.why = why
        self.error = error
        self.log = log
    }
}

extension RunTable {
    /// Ends an attempt; false where the fence is an older one: then nothing of the attempt may be written.
    package static func end(
        _ id: Int64,
        fence: Int64,
        _ ending: RunEnding,
        in transaction: SQLTransaction
    ) throws -> Bool {
        let isOver = !ending.move.end.isUnfinished
        let changed = try transaction.execute(
            endStatement,
            [
                .value(id), .value(fence), .text(ending.move.end.rawValue),
                .value(isOver ? ending.at : nil), .value(ending.dueAt), .text(ending.version), .text(ending.verdict),
                .value(ending.why), .value(ending.error?.text()), .value(ending.log?.text()),
                .texts(ending.move.starts.map(\.rawValue)),
            ]
        )
        // The next run of the same ticket may begin now.
        if changed == 1 { transaction.wake(channel) }
        return changed == 1
    }

    private static let endStatement: SQL = """
        UPDATE run SET state = $3, ended_at = $4, due_at = COALESCE($5, due_at), version = $6, verdict = $7, why = $8,
            error = $9, log = $10, lease_owner = NULL, lease_until = NULL
        WHERE id = $1 AND fence = $2 AND state IN {texts $11}
        """

    /// Lets a run wait as if this attempt had not begun; false where the fence is an older one.
    package static func handBack(_ id: Int64, fence: Int64, in transaction: SQLTransaction) throws -> Bool {
        let move = RunMove.handBack
        let changed = try transaction.execute(
            """
            UPDATE run SET state = $3, attempts = attempts - 1, lease_owner = NULL, lease_until = NULL
            WHERE id = $1 AND fence = $2 AND state IN {texts $4}
            """,
            [.value(id), .value(fence), .text(move.end.rawValue), .texts(move.starts.map(\.rawValue))]
        )
        if changed == 1 { transaction.wake(channel) }
        return changed == 1
    }

    /// Moves a run as an operator asks; false where its state does not allow it.
    ///
    /// A run that is tried again has all its attempts before it.
    package static func move(
        _ id: Int64,
        _ move: RunMove,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws -> Bool {
        let changed = try transaction.execute(
            """
            UPDATE run SET state = $2, fence = fence + 1, attempts = 0, due_at = $3, ended_at = $4, lease_owner = NULL,
                lease_until = NULL
            WHERE id = $1 AND state IN {texts $5}
            """,
            [
                .value(id), .text(move.end.rawValue), .value(now), .value(move.end.isUnfinished ? nil : now),
                .texts(move.starts.map(\.rawValue)),
            ]
        )
        transaction.wake(channel)
        return changed == 1
    }
}

extension StoreFailure {
    /// Somebody else has taken a run over: what this attempt came to is not written.
    package static func fenced(_ run: Int64) -> StoreFailure {
        StoreFailure(
            .other,
            "Run \(run) was taken over by another worker after its lease had run out, or its schedule replaced it; this attempt at it writes nothing"
        )
    }
}
