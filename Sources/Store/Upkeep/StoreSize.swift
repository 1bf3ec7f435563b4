package import TicketModel

/// What a store holds, and what that takes.
package struct StoreSize: Sendable, Equatable {
    /// The rows that are kept and removed together.
    package enum Class: String, Sendable, CaseIterable {
        case tickets, messages, changes
        /// Runs that asked for something, with their effects.
        case acted
        /// Runs that failed for good or were cancelled.
        case failed
        /// Runs that did nothing, and notes of who let a change pass.
        case nothing
        /// Runs that are not over.
        case open
        /// Effects of runs that are gone: their keys stop a second answer.
        case keys
        /// What automations remember, what they acted on once, and counters.
        case memory
    }

    /// What there is of a class.
    package struct Part: Sendable, Equatable {
        package var rows = 0
        /// What stands in the rows; indexes and the like are not counted.
        package var bytes: Int64 = 0
        package var oldest: Timestamp?
        package var newest: Timestamp?

        package init(rows: Int = 0, bytes: Int64 = 0, oldest: Timestamp? = nil, newest: Timestamp? = nil) {
            self.rows = rows
            self.bytes = bytes
            self.oldest = oldest
            self.newest = newest
        }
    }

    package var parts: [Class: Part] = [:]
    /// The whole database with its indexes, without what is free in it.
    package var used: Int64 = 0
    /// What is free in the file and can be given back.
    package var free: Int64 = 0

    /// Takes parts as they are.
    package init(parts: [Class: Part] = [:], used: Int64 = 0, free: Int64 = 0) {
        self.parts = parts
        self.used = used
        self.free = free
    }
}

extension StoreSize {
    /// Measures a store.
    package init(in reader: any SQLReader) throws {
        self.init()
        for (name, query) in Self.queries { try add(name, reader.one(query)) }
        (used, free) = try Self.disk(reader)
    }

    private static let queries: [(Class, SQL)] = [
        (
            .tickets,
            """
            SELECT count(*) AS found, COALESCE(SUM(LENGTH(document) + COALESCE(LENGTH(raw), 0) + 200), 0) AS size,
                MIN(first_seen_at) AS oldest, MAX(first_seen_at) AS newest FROM ticket
            """
        ),
        (
            .messages,
            """
            SELECT count(*) AS found, COALESCE(SUM(LENGTH(document) + 60), 0) AS size,
                CAST(NULL AS {integer}) AS oldest, CAST(NULL AS {integer}) AS newest FROM message
            """
        ),
        (
            .changes,
            """
            SELECT count(*) AS found, COALESCE(SUM(LENGTH(difference) + 120), 0) AS size,
                MIN(seen_at) AS oldest, MAX(seen_at) AS newest FROM change
            """
        ),
        (.acted, runs("state = 'done' AND verdict = 'acted'")),
        (.failed, runs("state IN ('quarantined', 'cancelled') OR (state = 'done' AND verdict = 'failed')")),
        (.nothing, runs("state = 'done' AND verdict NOT IN ('acted', 'failed')")),
        (.open, runs("state IN ('available', 'retrying', 'running')")),
        (
            .acted,
            """
            SELECT 0 AS found,
                COALESCE(SUM(LENGTH(action) + LENGTH(seen) + LENGTH(key) + COALESCE(LENGTH(error), 0) + 150), 0) AS size,
                CAST(NULL AS {integer}) AS oldest, CAST(NULL AS {integer}) AS newest FROM effect WHERE action <> 'null'
            """
        ),
        (
            .keys,
            """
            SELECT count(*) AS found, COALESCE(SUM(LENGTH(key) + 150), 0) AS size,
                MIN(created_at) AS oldest, MAX(created_at) AS newest FROM effect WHERE action = 'null'
            """
        ),
        (
            .nothing,
            """
            SELECT count(*) AS found, COALESCE(SUM(LENGTH(why) + 60), 0) AS size,
                CAST(NULL AS {integer}) AS oldest, CAST(NULL AS {integer}) AS newest FROM passed_over
            """
        ),
        (
            .memory,
            """
            SELECT count(*) AS found, COALESCE(SUM(LENGTH(value) + LENGTH(key) + 40), 0) AS size,
                MIN(written_at) AS oldest, MAX(written_at) AS newest FROM plugin_state
            """
        ),
        (
            .memory,
            """
            SELECT count(*) AS found, COALESCE(SUM(LENGTH(scope) + 60), 0) AS size,
                MIN(acted_at) AS oldest, MAX(acted_at) AS newest FROM once_mark
            """
        ),
        (
            .memory,
            """
            SELECT count(*) AS found, CAST(count(*) * 60 AS {integer}) AS size,
                CAST(NULL AS {integer}) AS oldest, CAST(NULL AS {integer}) AS newest FROM run_counter
            """
        ),
    ]

    private static func runs(_ condition: SQL) -> SQL {
        """
        SELECT count(*) AS found,
            COALESCE(SUM(LENGTH(payload) + COALESCE(LENGTH(log), 0) + COALESCE(LENGTH(error), 0) + 200), 0) AS size,
            MIN(created_at) AS oldest, MAX(created_at) AS newest FROM run WHERE \(condition)
        """
    }

    private mutating func add(_ name: Class, _ row: SQLRow) throws {
        var part = parts[name, default: Part()]
        let size: Double = try row["size"]
        let oldest: Timestamp? = try row["oldest"]
        let newest: Timestamp? = try row["newest"]
        part.rows += try row["found"]
        part.bytes += Int64(size)
        part.oldest = [part.oldest, oldest].compactMap(\.self).min()
        part.newest = [part.newest, newest].compactMap(\.self).max()
        parts[name] = part
    }

    /// How much the database takes; cheap, unlike the parts.
    package static func disk(_ reader: any SQLReader) throws -> (used: Int64, free: Int64) {
        switch reader.dialect {
        case .sqlite:
            let page: Int64 = try reader.value("PRAGMA page_size")
            let free: Int64 = try reader.value("PRAGMA freelist_count") * page
            return (try reader.value("PRAGMA page_count") * page - free, free)
        case .postgres:
            let tables = SQLValue.texts(Schema.tables().map(\.name))
            let used: Int64 = try reader.value(
                """
                SELECT CAST(COALESCE(SUM(pg_total_relation_size(oid)), 0) AS BIGINT) FROM pg_class
                WHERE relkind = 'r' AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND relname IN {texts $1}
                """,
                [tables]
            )
            return (used, 0)
        }
    }
}
