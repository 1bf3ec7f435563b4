package import TicketModel

/// Brings a database's tables to what this program knows.
///
/// Each migration has a transaction of its own, so one that fails leaves nothing and those before it stay. Programs
/// that start at the same time wait for each other. What was applied is kept in the table `usher_migration`.
package struct Migrator: Sendable {
    /// In the order they are applied; only ever appended to.
    package let migrations: [Migration]

    /// Makes a migrator of all migrations there are, oldest first.
    package init(_ migrations: [Migration]) {
        self.migrations = migrations
    }

    /// Applies what is missing and answers the names of what it applied.
    ///
    /// - Throws: ``StoreFailure/Kind/newerThanProgram`` where the database holds a migration that is not in the list;
    ///   then nothing is applied.
    @discardableResult
    package func migrate(_ database: any SQLDatabase, now: Timestamp) async throws -> [String] {
        let location = database.location
        let isEmpty = try await database.write { transaction in
            try Migrator.takeTurn(transaction)
            try transaction.execute(Migrator.table)
            guard try check(transaction, location: location) == 0, let first = migrations.first else { return false }
            // With the table itself: somebody else's database is left without it.
            try apply(first, at: 0, transaction, location: location, now: now)
            return true
        }
        var applied = isEmpty ? [migrations[0].name] : []
        for (position, migration) in migrations.enumerated() {
            let isNew = try await database.write { transaction in
                try Migrator.takeTurn(transaction)
                // Another program may have been here since.
                let recorded = try check(transaction, location: location)
                guard recorded <= position else { return false }
                try apply(migration, at: position, transaction, now: now)
                return true
            }
            if isNew { applied.append(migration.name) }
        }
        return applied
    }

    /// Makes all tables in a transaction under way, where none of them is.
    package func create(in transaction: SQLTransaction, now: Timestamp) throws {
        try Migrator.takeTurn(transaction)
        try transaction.execute(Migrator.table)
        for (position, migration) in migrations.enumerated() {
            try apply(migration, at: position, transaction, now: now)
        }
    }

    private static let table: SQL = """
        CREATE TABLE IF NOT EXISTS usher_migration (
            position {integer} NOT NULL PRIMARY KEY,
            name {text} NOT NULL,
            checksum {text} NOT NULL,
            applied_at {integer} NOT NULL
        ) {table}
        """

    /// On SQLite whoever writes is alone already.
    private static func takeTurn(_ transaction: SQLTransaction) throws {
        guard transaction.dialect == .postgres else { return }
        // Another program's long migration is worth waiting for.
        _ = try transaction.query("SELECT set_config('lock_timeout', '0', true)")
        _ = try transaction.query("SELECT pg_advisory_xact_lock(8642086420)")
    }

    /// Holds what is recorded against the list and answers how many are recorded.
    @discardableResult
    private func check(_ transaction: SQLTransaction, location: String) throws -> Int {
        let rows = try transaction.query("SELECT name, checksum FROM usher_migration ORDER BY position")
        if rows.count > migrations.count, let newest = rows.last {
            throw StoreFailure.newerThanProgram(
                location,
                newest: try newest["name"],
                known: migrations.last?.name ?? "nothing"
            )
        }
        for (row, migration) in zip(rows, migrations) {
            let name: String = try row["name"]
            let checksum: String = try row["checksum"]
            guard name == migration.name, checksum == migration.checksum else {
                throw StoreFailure.changedMigration(name, location)
            }
        }
        return rows.count
    }

    private func apply(
        _ migration: Migration,
        at position: Int,
        _ transaction: SQLTransaction,
        location: String? = nil,
        now: Timestamp
    ) throws {
        do {
            for statement in migration.statements { try transaction.execute(statement) }
        } catch let failure as StoreFailure {
            if let location, failure.code == "42P07" || failure.message.contains("already exists") {
                throw StoreFailure.foreignTables(location)
            }
            throw StoreFailure.migration(migration.name, failed: failure)
        }
        try transaction.execute(
            "INSERT INTO usher_migration (position, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
            [.value(position), .value(migration.name), .value(migration.checksum), .value(now)]
        )
    }
}
