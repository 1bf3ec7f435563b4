package import TicketModel

/// A row of the change log.
package struct ChangeRow: Sendable, Equatable {
    /// Its number; 0 before it is written.
    package var id: Int64 = 0
    package var ticket: TicketID
    package var kind: ChangeKind
    package var actor: TicketModel.Actor
    /// The key of our effect that it is the echo of.
    package var cause: String?
    package var depth: Int
    package var baseline: Bool
    package var seenAt: Timestamp
    /// Field → `{"from": …, "to": …}`.
    package var difference: JSONValue
    /// The id of the message that was added.
    package var message: String?

    package init(
        ticket: TicketID,
        kind: ChangeKind,
        actor: TicketModel.Actor,
        cause: String?,
        depth: Int,
        baseline: Bool,
        seenAt: Timestamp,
        difference: JSONValue,
        message: String?
    ) {
        self.ticket = ticket
        self.kind = kind
        self.actor = actor
        self.cause = cause
        self.depth = depth
        self.baseline = baseline
        self.seenAt = seenAt
        self.difference = difference
        self.message = message
    }
}

/// The rows of the change log.
package enum ChangeRows {
    private static let columns: SQL =
        "id, connection, ticket, kind, actor, cause, depth, baseline, seen_at, difference, message"

    /// Appends changes and answers their numbers; nil where a change of the ticket has the key already.
    package static func append(
        _ changes: [(change: ChangeRow, key: String)],
        in transaction: SQLTransaction
    ) throws -> [Int64?] {
        try transaction.insert(
            insertion,
            rows: changes.map { change, key in
                [
                    .value(change.ticket.connection), .value(change.ticket.id), .value(change.kind.rawValue),
                    .value(change.actor.rawValue), .value(change.cause), .value(change.depth),
                    .value(change.baseline), .value(change.seenAt), .value(change.difference.text()),
                    .value(change.message), .value(key),
                ]
            }
        )
    }

    private static let insertion: SQL = """
        INSERT INTO change (connection, ticket, kind, actor, cause, depth, baseline, seen_at, difference, message,
        dedupe_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (connection, ticket, dedupe_key) DO NOTHING
        """

    /// A change by its number.
    package static func find(_ id: Int64, in reader: any SQLReader) throws -> ChangeRow? {
        try reader.first("SELECT \(columns) FROM change WHERE id = $1", [.value(id)]).map(change)
    }

    /// All changes of a ticket, oldest first.
    package static func all(of ticket: TicketID, in reader: any SQLReader) throws -> [ChangeRow] {
        try reader.query(
            "SELECT \(columns) FROM change WHERE connection = $1 AND ticket = $2 ORDER BY id",
            [.value(ticket.connection), .value(ticket.id)]
        ).map(change)
    }

    /// Which kinds of change of a ticket have an effect for their cause already, by the effect's key.
    package static func attributed(
        to keys: [String],
        of ticket: TicketID,
        in reader: any SQLReader
    ) throws -> [String: Set<ChangeKind>] {
        let rows = try reader.query(
            "SELECT cause, kind FROM change WHERE connection = $1 AND ticket = $2 AND cause IN {texts $3}",
            [.value(ticket.connection), .value(ticket.id), .texts(keys)]
        )
        var attributed: [String: Set<ChangeKind>] = [:]
        for row in rows {
            guard let kind = ChangeKind(rawValue: try row["kind"]) else { continue }
            attributed[try row["cause"], default: []].insert(kind)
        }
        return attributed
    }

    private static func change(_ row: SQLRow) throws -> ChangeRow {
        let id: Int64 = try row["id"]
        let difference: String = try row["difference"]
        guard let kind = ChangeKind(rawValue: try row["kind"]),
            let actor = TicketModel.Actor(rawValue: try row["actor"]),
            let parsed = try? JSONValue(parsing: difference)
        else { throw StoreFailure.unreadable("change", String(id)) }
        var change = ChangeRow(
            ticket: TicketID(connection: try row["connection"], id: try row["ticket"]),
            kind: kind,
            actor: actor,
            cause: try row["cause"],
            depth: try row["depth"],
            baseline: try row["baseline"],
            seenAt: try row["seen_at"],
            difference: parsed,
            message: try row["message"]
        )
        change.id = id
        return change
    }
}
