package import TicketModel

/// Something that an operator should know of, as long as it is so.
package struct Incident: Sendable, Hashable {
    /// What it is about.
    package enum Kind: String, Sendable, CaseIterable, Comparable {
        /// Everything, an automation or a connection is paused.
        case paused
        /// A provider refuses the credentials.
        case credentials
        /// Nobody knows whether an entry of the outbox landed.
        case unknown
        /// An entry of the outbox will not be tried again by itself.
        case deadLetter = "dead_letter"
        /// A run failed as often as it may.
        case quarantined
        /// The store is larger than it may be.
        case size

        package static func < (one: Kind, other: Kind) -> Bool { one.rawValue < other.rawValue }
    }

    /// The same as long as it is the same incident.
    package var key: String
    package var kind: Kind
    /// What is so, where, and what to do, in a sentence or two that name no requester.
    package var text: String

    package init(key: String, kind: Kind, text: String) {
        self.key = key
        self.kind = kind
        self.text = text
    }
}

/// An incident that is open, or was.
package struct AlertRecord: Sendable, Equatable {
    package var id: Int64
    package var incident: Incident
    package var raisedAt: Timestamp
    package var resolvedAt: Timestamp?
}

/// A message to one notifier that tells of incidents.
package struct AlertNotice: Sendable, Equatable {
    package var id: Int64
    package var notifier: String
    package var text: String
    package var createdAt: Timestamp
    /// How often it was about to be sent.
    package var attempts: Int
}

/// Incidents, each told once, and the messages that tell of them: rows before they are sent.
package enum AlertTable {
    /// Makes the open incidents these, but for kinds that were not looked at.
    ///
    /// - Returns: those that are new.
    package static func update(
        _ incidents: [Incident],
        of kinds: Set<Incident.Kind>,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws -> [Incident] {
        let words = SQLValue.texts(kinds.map(\.rawValue))
        try transaction.execute(
            """
            UPDATE alert SET resolved_at = $1
            WHERE resolved_at IS NULL AND kind IN {texts $2} AND key NOT IN {texts $3}
            """,
            [.value(now), words, .texts(incidents.map(\.key))]
        )
        return try incidents.filter { incident in
            try transaction.execute(
                """
                INSERT INTO alert (key, kind, text, raised_at) VALUES ($1, $2, $3, $4)
                ON CONFLICT (key) WHERE resolved_at IS NULL DO NOTHING
                """,
                [.text(incident.key), .text(incident.kind.rawValue), .text(incident.text), .value(now)]
            ) == 1
        }
    }

    /// The incidents, the latest first; those that are over too, where `all` is true.
    package static func list(all: Bool = false, limit: Int, in reader: any SQLReader) throws -> [AlertRecord] {
        let condition: SQL = all ? "" : "WHERE resolved_at IS NULL"
        return try reader.query(
            "SELECT id, key, kind, text, raised_at, resolved_at FROM alert \(condition) ORDER BY id DESC LIMIT $1",
            [.value(limit)]
        ).map { row in
            AlertRecord(
                id: try row["id"],
                incident: Incident(key: try row["key"], kind: try row.word("kind"), text: try row["text"]),
                raisedAt: try row["raised_at"],
                resolvedAt: try row["resolved_at"]
            )
        }
    }

    /// Writes a message down, to be sent.
    package static func add(
        _ text: String,
        to notifiers: [String],
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO alert_notice (notifier, text, created_at, not_before, attempts) VALUES ($1, $2, $3, $3, 0)
            """,
            rows: notifiers.map { [.text($0), .text(text), .value(now)] }
        )
    }

    /// Takes messages to send; nobody else has them until `until`, and then they are sent again.
    package static func take(
        now: Timestamp,
        until: Timestamp,
        limit: Int,
        in transaction: SQLTransaction
    ) throws -> [AlertNotice] {
        try transaction.query(
            """
            UPDATE alert_notice SET attempts = attempts + 1, not_before = $2
            WHERE id IN (
                SELECT id FROM alert_notice WHERE ended_at IS NULL AND not_before <= $1 ORDER BY id LIMIT $3 {claim}
            )
            RETURNING id, notifier, text, created_at, attempts
            """,
            [.value(now), .value(until), .value(limit)]
        ).map { row in
            AlertNotice(
                id: try row["id"],
                notifier: try row["notifier"],
                text: try row["text"],
                createdAt: try row["created_at"],
                attempts: try row["attempts"]
            )
        }.sorted { $0.id < $1.id }
    }

    /// Writes down that a message was sent, or was given up for a reason.
    package static func end(
        _ id: Int64,
        why: String? = nil,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws {
        try transaction.execute(
            "UPDATE alert_notice SET ended_at = $2, why = $3 WHERE id = $1 AND ended_at IS NULL",
            [.value(id), .value(now), .value(why)]
        )
    }

    /// Puts a message off.
    package static func putOff(
        _ id: Int64,
        until: Timestamp,
        why: String,
        in transaction: SQLTransaction
    ) throws {
        try transaction.execute(
            "UPDATE alert_notice SET not_before = $2, why = $3 WHERE id = $1 AND ended_at IS NULL",
            [.value(id), .value(until), .text(why)]
        )
    }

    /// Removes what was over before a time.
    package static func prune(before time: Timestamp, in transaction: SQLTransaction) throws {
        try transaction.execute("DELETE FROM alert WHERE resolved_at < $1", [.value(time)])
        try transaction.execute("DELETE FROM alert_notice WHERE ended_at < $1", [.value(time)])
    }
}
