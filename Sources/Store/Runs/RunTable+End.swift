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

/// An attempt's end as the table takes it: it can be made beside the transaction that writes it.
package struct RunEndingRow: Sendable {
    let move: RunMove
    let values: [SQLValue]

    package init(_ run: Int64, fence: Int64, _ ending: RunEnding) {
        let isOver = !ending.move.end.isUnfinished
        move = ending.move
        values = [
            .value(run), .value(fence), .text(ending.move.end.rawValue), .value(isOver ? ending.at : nil),
            .value(ending.dueAt), .text(ending.version), .text(ending.verdict), .value(ending.why),
            .value(ending.error?.text()), .value(ending.log?.text()),
        ]
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
        try end([RunEndingRow(id, fence: fence, ending)], in: transaction) == 1
    }

    /// Ends attempts; answers how many: those with an older fence are not among them.
    package static func end(_ rows: [RunEndingRow], in transaction: SQLTransaction) throws -> Int {
        var ended = 0
        for (move, rows) in Dictionary(grouping: rows, by: \.move) {
            ended += try transaction.execute(endStatement(move), rows: rows.map(\.values))
        }
        // The next runs of the same tickets may begin now.
        if ended > 0 { transaction.wake(channel) }
        return ended
    }

    private static func endStatement(_ move: RunMove) -> SQL {
        // A word for each state: of a list, a database makes a table each time.
        let starts = move.starts.map(\.rawValue).sorted().map { SQL(unchecked: "'\($0)'") }.joined(separator: ", ")
        return """
            UPDATE run SET state = $3, ended_at = $4, due_at = COALESCE($5, due_at), version = $6, verdict = $7, why = $8,
                error = $9, log = $10, lease_owner = NULL, lease_until = NULL
            WHERE id = $1 AND fence = $2 AND state IN (\(starts))
            """
    }

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
