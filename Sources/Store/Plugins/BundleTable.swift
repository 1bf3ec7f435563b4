package import TicketModel

/// The bundles of plugins: every process loads what is active from here, so that all of them work with the same code.
package enum BundleTable {
    /// What is woken when another bundle becomes active, or an operator asks for something.
    package static let channel = "plugins"

    /// Keeps a bundle; one that is there is left as it is, but for a version that was not known when it was refused.
    package static func keep(_ bundle: BundleRecord, at now: Timestamp, in transaction: SQLTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO plugin_bundle (kind, name, hash, version, main_file, folder, files, first_seen_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (kind, name, hash) DO UPDATE SET version = excluded.version WHERE plugin_bundle.version = $9
            """,
            [
                .text(bundle.kind), .text(bundle.name), .text(bundle.hash), .text(bundle.version),
                .text(bundle.mainFile), .value(bundle.folder),
                .text(JSONValue.object(bundle.files.mapValues(JSONValue.string)).text()), .value(now),
                .text(BundleRecord.unknownVersion),
            ]
        )
    }

    /// The bundle of a hash.
    package static func bundle(
        _ kind: String,
        _ name: String,
        hash: String,
        in reader: any SQLReader
    ) throws -> BundleRecord? {
        try reader.first(
            """
            SELECT version, main_file, folder, files FROM plugin_bundle WHERE kind = $1 AND name = $2 AND hash = $3
            """,
            [.text(kind), .text(name), .text(hash)]
        ).map { row in
            let files = try JSONValue(parsing: row["files"] as String).objectValue ?? [:]
            return BundleRecord(
                kind: kind,
                name: name,
                hash: hash,
                version: try row["version"],
                mainFile: try row["main_file"],
                folder: try row["folder"],
                files: files.compactMapValues(\.stringValue)
            )
        }
    }

    /// Every plugin's active bundle.
    package static func active(in reader: any SQLReader) throws -> [ActiveBundle] {
        try reader.query("SELECT * FROM plugin_active ORDER BY kind, name").map(ActiveBundle.init)
    }

    /// The active bundle of one plugin.
    package static func active(_ kind: String, _ name: String, in reader: any SQLReader) throws -> ActiveBundle? {
        try reader.first(
            "SELECT * FROM plugin_active WHERE kind = $1 AND name = $2",
            [.text(kind), .text(name)]
        ).map(ActiveBundle.init)
    }

    /// Grows with everything that becomes of any bundle.
    package static func lastEvent(in reader: any SQLReader) throws -> Int64 {
        try reader.value("SELECT COALESCE(max(id), 0) FROM plugin_history")
    }

    /// Makes a bundle the active one, and answers its generation; what it may do grows by `allowed`, and never shrinks.
    @discardableResult
    package static func activate(
        _ bundle: BundleRecord,
        allowed: Set<String>,
        migrated: Bool,
        event: BundleEvent,
        in transaction: SQLTransaction
    ) throws -> Int64 {
        try keep(bundle, at: event.at, in: transaction)
        let row = try transaction.one(
            """
            INSERT INTO plugin_active (kind, name, hash, generation, allowed, migrated, activated_at)
            VALUES ($1, $2, $3, 1, $4, $5, $6)
            ON CONFLICT (kind, name) DO UPDATE SET previous = plugin_active.hash, hash = excluded.hash,
                generation = plugin_active.generation + 1, allowed = excluded.allowed, migrated = excluded.migrated,
                activated_at = excluded.activated_at, refused = NULL, refused_why = NULL
            RETURNING generation
            """,
            [
                .text(bundle.kind), .text(bundle.name), .text(bundle.hash), .text(list(allowed)), .value(migrated),
                .value(event.at),
            ]
        )
        try note(event, in: transaction)
        transaction.wake(channel)
        return try row["generation"]
    }

    /// Notes that a bundle was not taken.
    package static func refuse(_ bundle: BundleRecord, event: BundleEvent, in transaction: SQLTransaction) throws {
        try keep(bundle, at: event.at, in: transaction)
        try transaction.execute(
            "UPDATE plugin_active SET refused = $3, refused_why = $4 WHERE kind = $1 AND name = $2",
            [.text(bundle.kind), .text(bundle.name), .text(bundle.hash), .value(event.why)]
        )
        try note(event, in: transaction)
    }

    /// Widens what a plugin may do.
    package static func allow(
        _ kind: String,
        _ name: String,
        _ allowed: Set<String>,
        in transaction: SQLTransaction
    ) throws {
        try transaction.execute(
            "UPDATE plugin_active SET allowed = $3 WHERE kind = $1 AND name = $2",
            [.text(kind), .text(name), .text(list(allowed))]
        )
    }

    /// What happened to a plugin's bundles, the latest first.
    package static func history(of name: String, limit: Int, in reader: any SQLReader) throws -> [BundleEvent] {
        try reader.query(
            "SELECT * FROM plugin_history WHERE name = $1 ORDER BY id DESC LIMIT $2",
            [.text(name), .value(limit)]
        ).map(BundleEvent.init)
    }

    /// Whether a bundle was ever seen.
    package static func knows(_ bundle: BundleRecord, in reader: any SQLReader) throws -> Bool {
        try reader.first(
            "SELECT 1 FROM plugin_bundle WHERE kind = $1 AND name = $2 AND hash = $3",
            [.text(bundle.kind), .text(bundle.name), .text(bundle.hash)]
        ) != nil
    }

    package static func note(_ event: BundleEvent, in transaction: SQLTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO plugin_history (kind, name, hash, version, what, why, by_whom, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                .text(event.kind), .text(event.name), .text(event.hash), .text(event.version),
                .text(event.what.rawValue), .value(event.why), .text(event.by), .value(event.at),
            ]
        )
    }

    private static func list(_ words: Set<String>) -> String {
        JSONValue.array(words.sorted().map(JSONValue.string)).text()
    }
}

// What operators ask of the daemon.
extension BundleTable {
    /// Asks every process to look at the folders, and at the bundles that were refused, anew.
    package static func ask(at now: Timestamp, in transaction: SQLTransaction) throws {
        try transaction.execute("INSERT INTO plugin_request (what, asked_at) VALUES ('reload', $1)", [.value(now)])
        transaction.wake(channel)
    }

    /// The number of the last request.
    package static func lastRequest(in reader: any SQLReader) throws -> Int64 {
        try reader.value("SELECT COALESCE(max(id), 0) FROM plugin_request")
    }

    /// The handlers that unfinished runs of an automation wait for.
    package static func awaitedHandlers(of automation: String, in reader: any SQLReader) throws -> [String] {
        try reader.query(
            """
            SELECT DISTINCT handler FROM run
            WHERE automation = $1 AND state IN ('available', 'retrying', 'running') ORDER BY handler
            """,
            [.text(automation)]
        ).map { try $0["handler"] }
    }

    /// Whether an attempt at a run of an automation is under way anywhere.
    package static func isRunning(_ automation: String, in reader: any SQLReader) throws -> Bool {
        try reader.first("SELECT 1 FROM run WHERE automation = $1 AND state = 'running' LIMIT 1", [.text(automation)])
            != nil
    }

    /// All that `ctx.state` of an automation holds.
    package static func state(
        of automation: String,
        mode: String,
        in reader: any SQLReader
    ) throws -> [String: JSONValue] {
        let rows = try reader.query(
            "SELECT key, value FROM plugin_state WHERE automation = $1 AND mode = $2",
            [.text(automation), .text(mode)]
        )
        return try rows.reduce(into: [:]) { state, row in
            state[try row["key"] as String] = try JSONValue(parsing: row["value"] as String)
        }
    }
}

extension ActiveBundle {
    fileprivate init(_ row: SQLRow) throws {
        let allowed = try JSONValue(parsing: row["allowed"] as String).arrayValue ?? []
        self.init(
            kind: try row["kind"],
            name: try row["name"],
            hash: try row["hash"],
            previous: try row["previous"],
            generation: try row["generation"],
            allowed: Set(allowed.compactMap(\.stringValue)),
            isMigrated: try row["migrated"],
            activatedAt: try row["activated_at"],
            refused: try row["refused"],
            refusedWhy: try row["refused_why"]
        )
    }
}
