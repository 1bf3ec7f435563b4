extension Migration {
    /// What automations said to requesters, for the caps on it.
    static let replies = Migration(
        "0004-replies",
        [
            // A reply, or a new ticket (`ticket` is NULL), that was let go; `requester` is an email, else an id, where told.
            """
            CREATE TABLE automatic_reply (
                effect {integer} NOT NULL PRIMARY KEY,
                automation {text} NOT NULL,
                connection {text} NOT NULL,
                ticket {text},
                requester {text},
                sent_at {integer} NOT NULL
            ) {table}
            """,
            "CREATE INDEX automatic_reply_by_ticket ON automatic_reply (connection, ticket, sent_at)",
            "CREATE INDEX automatic_reply_by_requester ON automatic_reply (connection, requester, sent_at)",
            "CREATE INDEX automatic_reply_by_automation ON automatic_reply (automation, sent_at)",
        ]
    )
}
