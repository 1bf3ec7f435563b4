extension Migration {
    /// What keeps the store in order: marks, erased tickets, alerts, and what a restored backup leaves in doubt.
    static let upkeep = Migration(
        "0007-upkeep",
        [
            "CREATE TABLE store_mark (name {text} NOT NULL PRIMARY KEY, at {integer} NOT NULL) {table}",
            // Set by a restore: since then the run may have acted without our knowing.
            "ALTER TABLE run ADD COLUMN doubtful_since {integer}",
            // What needs an operator is looked for after each sync.
            "CREATE INDEX effect_trouble ON effect (id) WHERE state IN ('refused', 'expired', 'waits_for_person')",
            "CREATE INDEX run_trouble ON run (id) WHERE state = 'quarantined'",
            // Tickets that are no news when a sync meets them again.
            """
            CREATE TABLE erased_ticket (
                connection {text} NOT NULL,
                ticket {text} NOT NULL,
                erased_at {integer} NOT NULL,
                PRIMARY KEY (connection, ticket)
            ) {table}
            """,
            // An incident is open until `resolved_at` is set; a key is open once at most.
            """
            CREATE TABLE alert (
                id {id},
                key {text} NOT NULL,
                kind {text} NOT NULL,
                text {text} NOT NULL,
                raised_at {integer} NOT NULL,
                resolved_at {integer}
            ) {table}
            """,
            "CREATE UNIQUE INDEX alert_open ON alert (key) WHERE resolved_at IS NULL",
            // One message to one notifier; it is written with the incidents that it tells of.
            """
            CREATE TABLE alert_notice (
                id {id},
                notifier {text} NOT NULL,
                text {text} NOT NULL,
                created_at {integer} NOT NULL,
                not_before {integer} NOT NULL,
                attempts {integer} NOT NULL,
                ended_at {integer},
                why {text}
            ) {table}
            """,
            "CREATE INDEX alert_notice_open ON alert_notice (not_before) WHERE ended_at IS NULL",
        ]
    )
}
