extension Migration {
    /// Runs, the outbox, and what automations keep.
    ///
    /// Two indexes are rules: at most one run of a ticket is running, and at most one effect of a ticket is being
    /// sent, whoever claims them. Keys are never removed: they are what stops a second answer.
    static let runs = Migration(
        "0002-runs",
        [
            """
            CREATE TABLE run (
                id {id},
                key {text} NOT NULL UNIQUE,
                automation {text} NOT NULL,
                version {text} NOT NULL,
                handler {text} NOT NULL,
                mode {text} NOT NULL,
                cause {text} NOT NULL,
                change_id {integer},
                connection {text},
                ticket {text},
                payload {text} NOT NULL,
                depth {integer} NOT NULL,
                lane {integer} NOT NULL,
                state {text} NOT NULL,
                due_at {integer} NOT NULL,
                attempts {integer} NOT NULL,
                lease_owner {text},
                lease_until {integer},
                fence {integer} NOT NULL,
                created_at {integer} NOT NULL,
                started_at {integer},
                ended_at {integer},
                verdict {text},
                why {text},
                error {text},
                log {text}
            ) {table}
            """,
            "CREATE INDEX run_open ON run (lane, due_at, id) WHERE state IN ('available', 'retrying', 'running')",
            """
            CREATE INDEX run_ticket_open ON run (connection, ticket, id)
            WHERE state IN ('available', 'retrying', 'running')
            """,
            "CREATE UNIQUE INDEX run_one_per_ticket ON run (connection, ticket) WHERE state = 'running'",
            "CREATE INDEX run_ticket ON run (connection, ticket, id)",
            "CREATE INDEX run_change ON run (change_id)",
            """
            CREATE TABLE effect (
                id {id},
                key {text} NOT NULL UNIQUE,
                run {integer} NOT NULL,
                position {integer} NOT NULL,
                automation {text} NOT NULL,
                handler {text} NOT NULL,
                connection {text},
                ticket {text},
                kind {text} NOT NULL,
                class {text} NOT NULL,
                ordinal {integer} NOT NULL,
                action {text} NOT NULL,
                seen {text} NOT NULL,
                depth {integer} NOT NULL,
                lane {integer} NOT NULL,
                state {text} NOT NULL,
                created_at {integer} NOT NULL,
                expires_at {integer},
                not_before {integer} NOT NULL,
                attempts {integer} NOT NULL,
                lease_owner {text},
                lease_until {integer},
                fence {integer} NOT NULL,
                sent_at {integer},
                lost_at {integer},
                settled_at {integer},
                clean_reads {integer} NOT NULL,
                provider_id {text},
                why {text},
                error {text}
            ) {table}
            """,
            "CREATE INDEX effect_open ON effect (lane, not_before, id) WHERE state IN ('pending', 'sending', 'unknown')",
            """
            CREATE INDEX effect_ticket_open ON effect (connection, ticket, id)
            WHERE state IN ('pending', 'sending', 'unknown')
            """,
            "CREATE UNIQUE INDEX effect_one_per_ticket ON effect (connection, ticket) WHERE state = 'sending'",
            "CREATE INDEX effect_ticket ON effect (connection, ticket, id)",
            "CREATE INDEX effect_new_ticket ON effect (connection, provider_id) WHERE kind = 'create'",
            "CREATE INDEX effect_run ON effect (run, position)",
            """
            CREATE TABLE plugin_state (
                automation {text} NOT NULL,
                mode {text} NOT NULL,
                key {text} NOT NULL,
                value {text} NOT NULL,
                written_at {integer} NOT NULL,
                PRIMARY KEY (automation, mode, key)
            ) {table}
            """,
            """
            CREATE TABLE once_mark (
                automation {text} NOT NULL,
                mode {text} NOT NULL,
                handler {text} NOT NULL,
                scope {text} NOT NULL,
                run {integer} NOT NULL,
                acted_at {integer} NOT NULL,
                PRIMARY KEY (automation, mode, handler, scope)
            ) {table}
            """,
            """
            CREATE TABLE passed_over (
                change_id {integer} NOT NULL,
                automation {text} NOT NULL,
                handler {text} NOT NULL,
                version {text} NOT NULL,
                mode {text} NOT NULL,
                why {text} NOT NULL,
                PRIMARY KEY (change_id, automation, handler)
            ) {table}
            """,
            """
            CREATE TABLE run_counter (
                automation {text} NOT NULL,
                handler {text} NOT NULL,
                verdict {text} NOT NULL,
                day {integer} NOT NULL,
                count {integer} NOT NULL,
                PRIMARY KEY (automation, handler, verdict, day)
            ) {table}
            """,
            """
            CREATE TABLE pause (
                scope {text} NOT NULL,
                name {text} NOT NULL,
                reason {text} NOT NULL,
                by_whom {text} NOT NULL,
                since {integer} NOT NULL,
                PRIMARY KEY (scope, name)
            ) {table}
            """,
            """
            CREATE TABLE lease (
                name {text} NOT NULL PRIMARY KEY,
                owner {text} NOT NULL,
                until {integer} NOT NULL,
                fence {integer} NOT NULL
            ) {table}
            """,
        ]
    )
}
