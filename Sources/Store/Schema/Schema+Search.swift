extension Migration {
    /// Terms in the order in which tickets are listed, words among them, and an index for each way a listing is walked.
    static let search = Migration(
        "0009-search",
        [
            "ALTER TABLE ticket_term RENAME TO ticket_term_before",
            "DROP INDEX ticket_term_by_ticket",
            // Tags, people and words: kind, word → tickets, the latest first: `turn` is `sorted_at` with the other sign.
            """
            CREATE TABLE ticket_term (
                kind {text} NOT NULL,
                word {text} NOT NULL,
                turn {integer} NOT NULL,
                connection {text} NOT NULL,
                ticket {text} NOT NULL,
                PRIMARY KEY (kind, word, turn, connection, ticket)
            ) {clustered}
            """,
            """
            INSERT INTO ticket_term (kind, word, turn, connection, ticket)
            SELECT kind, word, -CASE WHEN sorted_at < -9223372036854775807 THEN -9223372036854775807 ELSE sorted_at END,
                ticket.connection, ticket.id
            FROM ticket_term_before CROSS JOIN ticket
            WHERE ticket.connection = ticket_term_before.connection AND ticket.id = ticket_term_before.ticket
            """,
            "DROP TABLE ticket_term_before",
            """
            INSERT INTO ticket_term (kind, word, turn, connection, ticket)
            SELECT 'assignee', '', -CASE WHEN sorted_at < -9223372036854775807 THEN -9223372036854775807 ELSE sorted_at END,
                connection, id
            FROM ticket WHERE assignee_nobody = 1
            """,
            """
            INSERT INTO ticket_term (kind, word, turn, connection, ticket)
            SELECT 'requester', '', -CASE WHEN sorted_at < -9223372036854775807 THEN -9223372036854775807 ELSE sorted_at END,
                connection, id
            FROM ticket WHERE requester_nobody = 1
            """,
            // Every word that a ticket ever had, for finding those that hold a part.
            "CREATE TABLE ticket_word (word {text} NOT NULL PRIMARY KEY) {clustered}",
            // 1 once the ticket's words stand among the terms; until then it is a candidate for every text.
            "ALTER TABLE ticket ADD COLUMN worded {integer} NOT NULL DEFAULT 0",
            // How far `sorted_at` is behind `created_at`: less than 4 to the power of this many hours; -1 is before it, 9 any more.
            "ALTER TABLE ticket ADD COLUMN span_class {integer}",
            """
            UPDATE ticket SET span_class = CASE
                WHEN sorted_at < created_at THEN -1
                WHEN sorted_at - created_at < 3600000000 THEN 0
                WHEN sorted_at - created_at < 14400000000 THEN 1
                WHEN sorted_at - created_at < 57600000000 THEN 2
                WHEN sorted_at - created_at < 230400000000 THEN 3
                WHEN sorted_at - created_at < 921600000000 THEN 4
                WHEN sorted_at - created_at < 3686400000000 THEN 5
                WHEN sorted_at - created_at < 14745600000000 THEN 6
                WHEN sorted_at - created_at < 58982400000000 THEN 7
                WHEN sorted_at - created_at < 235929600000000 THEN 8
                ELSE 9 END
            WHERE created_at IS NOT NULL
            """,
            "CREATE INDEX ticket_by_priority ON ticket (priority, gone, sorted_at DESC, connection, id)",
            "CREATE INDEX ticket_by_channel ON ticket (channel, gone, sorted_at DESC, connection, id)",
            "CREATE INDEX ticket_by_held ON ticket (held, gone, sorted_at DESC, connection, id)",
            "CREATE INDEX ticket_by_span ON ticket (span_class, gone, sorted_at DESC, connection, id, created_at)",
            "CREATE INDEX ticket_unworded ON ticket (sorted_at DESC, connection, id) WHERE worded = 0",
        ]
    )
}
