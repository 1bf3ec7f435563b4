extension Migration {
    /// Webhooks as they came, before anybody acts on them.
    ///
    /// `delivery` is what the same webhook brings each time it is sent. Where the provider tells nothing of the kind it is the
    /// hash of the body, and only until the webhook is handled: the same words may be news once more.
    static let webhooks = Migration(
        "0006-webhooks",
        [
            """
            CREATE TABLE webhook (
                id {id},
                connection {text} NOT NULL,
                delivery {text},
                received_at {integer} NOT NULL,
                headers {text} NOT NULL,
                body {bytes} NOT NULL,
                state {text} NOT NULL,
                tickets {text},
                why {text},
                handled_at {integer}
            ) {table}
            """,
            "CREATE UNIQUE INDEX webhook_delivery ON webhook (connection, delivery) WHERE delivery IS NOT NULL",
            "CREATE INDEX webhook_waiting ON webhook (connection, id) WHERE state = 'waiting'",
            "CREATE INDEX webhook_handled ON webhook (handled_at) WHERE handled_at IS NOT NULL",
        ]
    )
}
