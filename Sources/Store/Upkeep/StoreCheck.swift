import TicketModel

/// Whether a store is whole: the file's pages, the tables' version, every row readable, and what must hold of the rows.
package struct StoreCheck: Sendable, Equatable {
    /// One thing that was looked at.
    package struct Finding: Sendable, Equatable {
        /// What was looked at.
        package var name: String
        /// What is wrong, as a clause; `nil` where nothing is.
        package var problem: String?
    }

    /// In the order they were made.
    package var findings: [Finding] = []

    /// Whether nothing is wrong.
    package var isWhole: Bool { findings.allSatisfy { $0.problem == nil } }

    /// Looks at a store, and writes nothing; others may write to it meanwhile.
    ///
    /// Where it does not look deeply, it looks at the version of the tables only: the rest takes time by the size of the store.
    ///
    /// - Throws: what keeps the store from being looked at; a damaged page is a finding.
    package init(of database: any SQLDatabase, deeply: Bool = true) async throws {
        if deeply { findings.append(try await Self.pages(of: database)) }
        guard isWhole else { return }
        let version = try await Self.version(of: database)
        findings.append(version.finding)
        guard version.isCurrent, deeply else { return }
        findings += try await database.read { reader in
            try StoreInvariant.all.map { invariant in
                let (count, examples) = try invariant.breaches(in: reader)
                guard count > 0 else { return Finding(name: invariant.name) }
                let shown = examples.joined(separator: ", ") + (count > examples.count ? ", …" : "")
                return Finding(name: invariant.name, problem: "\(invariant.breach(count)): \(shown)")
            }
        }
        findings.append(try await database.read { try Self.documents(in: $0) })
    }

    private static func pages(of database: any SQLDatabase) async throws -> Finding {
        // PostgreSQL checks its pages itself whenever it reads them.
        guard database.dialect == .sqlite else { return Finding(name: "pages") }
        do {
            let told = try await database.read { reader in
                try reader.query("PRAGMA integrity_check(3)").map { try $0[0] as String }
            }
            return Finding(name: "pages", problem: told == ["ok"] ? nil : told.joined(separator: "; "))
        } catch let failure as StoreFailure where failure.kind == .corrupt {
            return Finding(name: "pages", problem: failure.message)
        }
    }

    private static func version(
        of database: any SQLDatabase
    ) async throws -> (finding: Finding, isCurrent: Bool) {
        let applied = try await Schema.applied(in: database)
        let known = Schema.migrations.map(\.name)
        var finding = Finding(name: "tables")
        if applied.isEmpty {
            finding.problem = "it has none of Usher's tables"
        } else if applied.count > known.count {
            finding.problem =
                "they are at \"\(applied[applied.count - 1])\", and this program knows them up to "
                + "\"\(known[known.count - 1])\"; start the newer program"
        } else if applied != Array(known.prefix(applied.count)) {
            finding.problem = "they were made by another program: \(applied.joined(separator: ", "))"
        }
        return (finding, applied == known)
    }

    /// Reads every row that holds a document.
    private static func documents(in reader: any SQLReader) throws -> Finding {
        var unreadable: [String] = []
        func look(_ what: String, _ sql: SQL, _ read: (SQLRow) throws -> Void) throws {
            try reader.forEach(sql, []) { row in
                do {
                    try read(row)
                } catch {
                    let name = try (0..<2).map { try row[$0] as SQLValue }.map(\.shown)
                    unreadable.append("\(what) \(name.joined(separator: "/"))")
                }
                return unreadable.count < 3
            }
        }
        try look("ticket", "SELECT \(MirrorRow.columns) FROM ticket") { _ = try MirrorRow($0) }
        try look("run", "SELECT \(RunRecord.columns) FROM run") { _ = try RunRecord($0) }
        try look("effect", "SELECT \(EffectRecord.columns) FROM effect") { _ = try EffectRecord($0) }
        try look("message", "SELECT ticket, id, document FROM message") { row in
            let document: String = try row["document"]
            guard Message(id: try row["id"], document: try JSONValue(parsing: document)) != nil else {
                throw StoreFailure.unreadable("message", "")
            }
        }
        let shown = unreadable.joined(separator: ", ")
        return Finding(name: "documents", problem: unreadable.isEmpty ? nil : "cannot be read: \(shown)")
    }
}

extension Schema {
    /// The names of the migrations that were applied to a database, oldest first; none where it is not ours.
    package static func applied(in database: any SQLDatabase) async throws -> [String] {
        try await database.read { reader in
            let there: Int =
                switch reader.dialect {
                case .sqlite:
                    try reader.value("SELECT count(*) FROM sqlite_schema WHERE name = 'usher_migration'")
                case .postgres:
                    try reader.value(
                        """
                        SELECT count(*) FROM information_schema.tables
                        WHERE table_schema = current_schema() AND table_name = 'usher_migration'
                        """
                    )
                }
            guard there > 0 else { return [] }
            return try reader.query("SELECT name FROM usher_migration ORDER BY position").map { try $0["name"] }
        }
    }
}

extension SQLValue {
    /// An id as a report shows it.
    fileprivate var shown: String {
        switch self {
        case .integer(let integer): String(integer)
        case .text(let text): text
        case .null, .real, .bytes: typeName
        }
    }
}
