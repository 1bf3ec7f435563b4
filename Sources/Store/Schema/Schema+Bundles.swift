extension Migration {
    /// The bundles of plugins, which of them is active, and how that came.
    ///
    /// `plugin_active.allowed` is what the operator lets the plugin do; `refused` is the bundle that was last offered and not taken.
    static let bundles = Migration(
        "0010-bundles",
        [
            """
            CREATE TABLE plugin_bundle (
                kind {text} NOT NULL,
                name {text} NOT NULL,
                hash {text} NOT NULL,
                version {text} NOT NULL,
                main_file {text} NOT NULL,
                folder {text},
                files {text} NOT NULL,
                first_seen_at {integer} NOT NULL,
                PRIMARY KEY (kind, name, hash)
            ) {table}
            """,
            """
            CREATE TABLE plugin_active (
                kind {text} NOT NULL,
                name {text} NOT NULL,
                hash {text} NOT NULL,
                previous {text},
                generation {integer} NOT NULL,
                allowed {text} NOT NULL,
                migrated {integer} NOT NULL,
                activated_at {integer} NOT NULL,
                refused {text},
                refused_why {text},
                PRIMARY KEY (kind, name)
            ) {table}
            """,
            """
            CREATE TABLE plugin_history (
                id {id},
                kind {text} NOT NULL,
                name {text} NOT NULL,
                hash {text} NOT NULL,
                version {text} NOT NULL,
                what {text} NOT NULL,
                why {text},
                by_whom {text} NOT NULL,
                at {integer} NOT NULL
            ) {table}
            """,
            "CREATE INDEX plugin_history_by_name ON plugin_history (name, id)",
            """
            CREATE TABLE plugin_request (
                id {id},
                kind {text},
                name {text},
                what {text} NOT NULL,
                asked_at {integer} NOT NULL
            ) {table}
            """,
        ]
    )
}
