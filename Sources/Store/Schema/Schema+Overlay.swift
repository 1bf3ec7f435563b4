extension Migration {
    /// What stands here for tickets because their providers cannot hold it.
    static let overlay = Migration(
        "0003-overlay",
        [
            // `field` is `tags`, `priority` or `assignee`, `value` its JSON; tags are those added to and those taken from what
            // the provider tells.
            """
            CREATE TABLE overlay (
                connection {text} NOT NULL,
                ticket {text} NOT NULL,
                field {text} NOT NULL,
                value {text} NOT NULL,
                written_at {integer} NOT NULL,
                PRIMARY KEY (connection, ticket, field)
            ) {table}
            """,
            """
            CREATE TABLE overlay_note (
                id {id},
                effect_key {text} NOT NULL UNIQUE,
                connection {text} NOT NULL,
                ticket {text} NOT NULL,
                author {text} NOT NULL,
                body {text} NOT NULL,
                created_at {integer} NOT NULL
            ) {table}
            """,
            "CREATE INDEX overlay_note_by_ticket ON overlay_note (connection, ticket, id)",
        ]
    )
}
