package import TicketModel

/// What automations said to requesters; what operators said is not among it.
package enum ReplyTable {
    /// Something that was said.
    package struct Reply: Sendable, Equatable {
        package var effect: Int64
        package var automation: String
        package var connection: String
        /// Nil for a new ticket.
        package var ticket: String?
        /// By email, else by id; nil where neither is told.
        package var requester: String?

        package init(
            effect: Int64,
            automation: String,
            connection: String,
            ticket: String?,
            requester: String?
        ) {
            self.effect = effect
            self.automation = automation
            self.connection = connection
            self.ticket = ticket
            self.requester = requester
        }
    }

    /// What is counted together.
    package enum Group: Sendable {
        case ticket, requester, automation
    }

    /// How many others like one were said after a time; nil where it belongs to no such group.
    package static func count(
        _ group: Group,
        with reply: Reply,
        after time: Timestamp,
        in reader: any SQLReader
    ) throws -> Int? {
        let (column, word): (SQL, String?) =
            switch group {
            case .ticket: ("ticket", reply.ticket)
            case .requester: ("requester", reply.requester)
            case .automation: ("automation", reply.automation)
            }
        guard let word else { return nil }
        let place: SQL = group == .automation ? "" : " AND connection = $4"
        let values: [SQLValue] = [.text(word), .value(time), .value(reply.effect)]
        return try reader.value(
            "SELECT COUNT(*) FROM automatic_reply WHERE \(column) = $1 AND sent_at > $2 AND effect <> $3\(place)",
            group == .automation ? values : values + [.text(reply.connection)]
        )
    }

    /// Writes down that something is about to be said; what is said again counts once.
    package static func note(_ reply: Reply, at time: Timestamp, in transaction: SQLTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO automatic_reply (effect, automation, connection, ticket, requester, sent_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (effect) DO UPDATE SET sent_at = excluded.sent_at
            """,
            [
                .value(reply.effect), .text(reply.automation), .text(reply.connection), .value(reply.ticket),
                .value(reply.requester), .value(time),
            ]
        )
    }

    /// Forgets what was said so long ago that nothing counts it any more; answers how much that was.
    package static func prune(before time: Timestamp, limit: Int, in transaction: SQLTransaction) throws -> Int {
        try transaction.execute(
            """
            DELETE FROM automatic_reply WHERE effect IN (
                SELECT effect FROM automatic_reply WHERE sent_at < $1 ORDER BY sent_at LIMIT $2
            )
            """,
            [.value(time), .value(limit)]
        )
    }
}
