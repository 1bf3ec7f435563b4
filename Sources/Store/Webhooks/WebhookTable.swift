package import TicketModel

/// A webhook that is to be kept.
package struct NewWebhook: Sendable, Equatable {
    package var connection: String
    /// What is the same each time it is sent.
    package var delivery: String
    /// Whether the provider told that, rather than we made it up from the body.
    package var isTold: Bool
    package var receivedAt: Timestamp
    /// Without those that a secret stands in.
    package var headers: [String: String]
    package var body: [UInt8]

    package init(
        connection: String,
        delivery: String,
        isTold: Bool,
        receivedAt: Timestamp,
        headers: [String: String],
        body: [UInt8]
    ) {
        self.connection = connection
        self.delivery = delivery
        self.isTold = isTold
        self.receivedAt = receivedAt
        self.headers = headers
        self.body = body
    }
}

/// A webhook that waits to be acted on.
package struct WaitingWebhook: Sendable, Equatable {
    package var id: Int64
    package var receivedAt: Timestamp
    package var headers: [String: String]
    package var body: [UInt8]
}

/// The webhooks: kept raw before they are answered, and acted on by whoever reads the connection.
package enum WebhookTable {
    /// What is woken when one of a connection arrives.
    package static func channel(_ connection: String) -> String { "webhooks:\(connection)" }

    private static let madeUp = "body:"

    /// Keeps a webhook; false where it is there already.
    package static func insert(_ webhook: NewWebhook, in transaction: SQLTransaction) throws -> Bool {
        let headers = JSONValue.object(webhook.headers.mapValues(JSONValue.string))
        let inserted = try transaction.execute(
            """
            INSERT INTO webhook (connection, delivery, received_at, headers, body, state)
            VALUES ($1, $2, $3, $4, $5, 'waiting')
            ON CONFLICT DO NOTHING
            """,
            [
                .text(webhook.connection), .text((webhook.isTold ? "told:" : madeUp) + webhook.delivery),
                .value(webhook.receivedAt), .text(headers.text()), .bytes(webhook.body),
            ]
        )
        if inserted == 1 { transaction.wake(channel(webhook.connection)) }
        return inserted == 1
    }

    /// Those of a connection that nobody has acted on, oldest first.
    package static func waiting(
        at connection: String,
        limit: Int,
        in reader: any SQLReader
    ) throws -> [WaitingWebhook] {
        try reader.query(
            """
            SELECT id, received_at, headers, body FROM webhook
            WHERE connection = $1 AND state = 'waiting' ORDER BY id LIMIT $2
            """,
            [.text(connection), .value(limit)]
        ).map { row in
            let headers = try JSONValue(parsing: row["headers"] as String).objectValue ?? [:]
            return WaitingWebhook(
                id: try row["id"],
                receivedAt: try row["received_at"],
                headers: headers.compactMapValues(\.stringValue),
                body: try row["body"]
            )
        }
    }

    /// Whether a connection has ever told of anything.
    package static func hasAny(at connection: String, in reader: any SQLReader) throws -> Bool {
        try reader.first("SELECT 1 FROM webhook WHERE connection = $1 LIMIT 1", [.text(connection)]) != nil
    }

    /// Says what came of one.
    package static func handle(
        _ id: Int64,
        tickets: [String]?,
        why: String?,
        at now: Timestamp,
        in transaction: SQLTransaction
    ) throws {
        let told = tickets.map { JSONValue.array($0.map(JSONValue.string)).text() }
        try transaction.execute(
            """
            UPDATE webhook SET state = $2, tickets = $3, why = $4, handled_at = $5,
                delivery = CASE WHEN delivery LIKE 'body:%' THEN NULL ELSE delivery END
            WHERE id = $1
            """,
            [.value(id), .text(why == nil ? "done" : "failed"), .value(told), .value(why), .value(now)]
        )
    }

    /// Forgets those that were acted on before a time.
    ///
    /// - Returns: how many there were.
    @discardableResult
    package static func prune(before time: Timestamp, in transaction: SQLTransaction) throws -> Int {
        try transaction.execute("DELETE FROM webhook WHERE handled_at < $1", [.value(time)])
    }
}
