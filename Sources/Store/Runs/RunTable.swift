package import TicketModel

/// The runs: made with a unique key, and moved only as ``RunMove`` allows, by whoever has the row's fence.
package enum RunTable {
    /// The channel that is woken when there may be a run to claim.
    package static let channel = "runs"

    private static let insertion: SQL = """
        INSERT INTO run (key, automation, version, handler, mode, cause, change_id, connection, ticket, payload, depth, lane,
            state, due_at, attempts, fence, created_at, slot, doubtful_since)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'available', $13, 0, 0, $14, $15, $16)
        ON CONFLICT (key) DO NOTHING
        """

    /// The values of a new run, in the order in which insertions name them.
    static func values(of run: NewRun) -> [SQLValue] {
        [
            .text(run.key), .text(run.automation), .text(run.version), .text(run.handler), .text(run.mode),
            .text(run.cause.rawValue), .value(run.change), .value(run.ticket?.connection), .value(run.ticket?.id),
            .text(run.payload.text()), .value(run.depth), .value(run.lane.rawValue), .value(run.dueAt),
            .value(run.createdAt), .value(run.slot), .value(run.doubtfulSince),
        ]
    }

    /// Makes runs; one whose key is there already is left as it is.
    ///
    /// - Returns: how many are new.
    @discardableResult
    package static func insert(_ runs: [NewRun], in transaction: SQLTransaction) throws -> Int {
        guard !runs.isEmpty else { return 0 }
        let inserted = try transaction.execute(insertion, rows: runs.map(values))
        transaction.wake(channel)
        return inserted
    }

    /// How many runs of a connection's tickets wait to begin in earnest.
    package static func waitingLive(at connection: String, in reader: any SQLReader) throws -> Int {
        try reader.value(
            "SELECT count(*) FROM run WHERE state IN ('available', 'retrying') AND connection = $1 AND mode = 'live'",
            [.text(connection)]
        )
    }

    /// The run of an id.
    package static func run(_ id: Int64, in reader: any SQLReader) throws -> RunRecord? {
        try reader.first("SELECT \(RunRecord.columns) FROM run WHERE id = $1", [.value(id)]).map(RunRecord.init)
    }

    /// The latest runs, newest first; `before` leaves out those with that id and larger ones.
    package static func list(
        states: [RunState] = [],
        automation: String? = nil,
        ticket: TicketID? = nil,
        before: Int64? = nil,
        limit: Int,
        in reader: any SQLReader
    ) throws -> [RunRecord] {
        var conditions: [SQL] = ["id < $1"]
        var values: [SQLValue] = [.value(before ?? .max)]
        func add(_ condition: (SQL) -> SQL, _ value: SQLValue) {
            values.append(value)
            conditions.append(condition(.place(values.count)))
        }
        if !states.isEmpty {
            let words = states.map { SQL(unchecked: "'\($0.rawValue)'") }.joined(separator: ", ")
            conditions.append("state IN (\(words))")
        }
        if let automation { add({ "automation = \($0)" }, .text(automation)) }
        if let ticket {
            add({ "connection = \($0)" }, .text(ticket.connection))
            add({ "ticket = \($0)" }, .text(ticket.id))
        }
        values.append(.value(limit))
        let text: SQL = """
            SELECT \(RunRecord.columns) FROM run WHERE \(conditions.joined(separator: " AND "))
            ORDER BY id DESC LIMIT \(.place(values.count))
            """
        return try reader.query(text, values).map(RunRecord.init)
    }
}
