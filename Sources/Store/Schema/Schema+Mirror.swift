extension Migration {
    /// Tickets and messages as the providers last told them, what changed in them, and where sync got to.
    static let mirror = Migration(
        "0001-mirror",
        [
            // `document` is the ticket without `raw`; the columns behind it repeat what filters ask for. `raw` is NULL where the
            // provider sent nothing. `sorted_at` is the time a listing is ordered by. `listed` and `single` say which
            // fields the last listing and the last read of this one ticket told; `listed_hash` is of what the last listing
            // told, NULL where something else was read since. `read_at` is when the last applied read began. `gone` is 1
            // where the ticket's deletion was concluded; `missing_in` is the first listing that did not show it.
            """
            CREATE TABLE ticket (
                connection {text} NOT NULL,
                id {text} NOT NULL,
                document {text} NOT NULL,
                raw {text},
                status {text} NOT NULL,
                status_raw {text},
                priority {text},
                priority_raw {text},
                channel {text},
                assignee_nobody {integer},
                requester_nobody {integer},
                created_at {integer},
                updated_at {integer},
                waiting_since {integer},
                held {integer} NOT NULL,
                sorted_at {integer} NOT NULL,
                listed {integer} NOT NULL,
                single {integer} NOT NULL,
                listed_hash {integer},
                thread_read {integer} NOT NULL,
                gone {integer} NOT NULL,
                missing_in {integer},
                revision {integer} NOT NULL,
                read_at {integer} NOT NULL,
                first_seen_at {integer} NOT NULL,
                PRIMARY KEY (connection, id)
            ) {table}
            """,
            "CREATE INDEX ticket_by_time ON ticket (gone, sorted_at DESC, connection, id)",
            "CREATE INDEX ticket_by_status ON ticket (status, gone, sorted_at DESC, connection, id)",
            "CREATE INDEX ticket_by_connection ON ticket (connection, gone, sorted_at DESC, id)",
            "CREATE INDEX ticket_by_waiting ON ticket (waiting_since) WHERE waiting_since IS NOT NULL",
            "CREATE INDEX ticket_missing ON ticket (connection, missing_in) WHERE missing_in IS NOT NULL",
            // Tags, and the ids, names and emails of people: kind, word → tickets.
            """
            CREATE TABLE ticket_term (
                kind {text} NOT NULL,
                word {text} NOT NULL,
                connection {text} NOT NULL,
                ticket {text} NOT NULL,
                PRIMARY KEY (kind, word, connection, ticket)
            ) {table}
            """,
            "CREATE INDEX ticket_term_by_ticket ON ticket_term (connection, ticket)",
            """
            CREATE TABLE message (
                connection {text} NOT NULL,
                ticket {text} NOT NULL,
                id {text} NOT NULL,
                position {integer} NOT NULL,
                document {text} NOT NULL,
                PRIMARY KEY (connection, ticket, id)
            ) {table}
            """,
            // `updated_to` is the time up to which every update has been read; `full_at` when the last whole listing
            // that ended cleanly began, `as_of` when the last pass that did.
            """
            CREATE TABLE sync_cursor (
                connection {text} NOT NULL PRIMARY KEY,
                updated_to {integer},
                baseline_done {integer} NOT NULL,
                listing {integer} NOT NULL,
                full_due {integer} NOT NULL,
                full_at {integer},
                as_of {integer}
            ) {table}
            """,
            """
            CREATE TABLE change (
                id {id},
                connection {text} NOT NULL,
                ticket {text} NOT NULL,
                kind {text} NOT NULL,
                actor {text} NOT NULL,
                cause {text},
                depth {integer} NOT NULL,
                baseline {integer} NOT NULL,
                seen_at {integer} NOT NULL,
                difference {text} NOT NULL,
                message {text},
                dedupe_key {text} NOT NULL,
                UNIQUE (connection, ticket, dedupe_key)
            ) {table}
            """,
            "CREATE INDEX change_by_ticket ON change (connection, ticket, id)",
        ]
    )
}
