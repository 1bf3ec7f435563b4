package import TicketModel

/// What our store keeps of a ticket beside what its provider holds.
package struct TicketOverlay: Sendable, Equatable {
    package var addedTags: [String] = []
    package var removedTags: [String] = []
    package var priority: TicketPriority?
    package var assignee: Person?

    /// Nothing is kept.
    package init() {}
}

/// A note that is kept here.
package struct OverlayNote: Sendable, Equatable {
    package var id: Int64
    /// Who asked for it: an automation's name, or `cli` for an operator.
    package var author: String
    package var body: String
    package var createdAt: Timestamp
}

/// The overlay: tags, priority, assignee and notes that a provider cannot hold.
package enum OverlayTable {
    private static let tags = "tags"
    private static let priority = "priority"
    private static let assignee = "assignee"

    /// What is kept of some tickets of a connection, by their ids; those of which nothing is kept are left out.
    package static func find(
        _ ids: [String],
        at connection: String,
        in reader: any SQLReader
    ) throws -> [String: TicketOverlay] {
        var found: [String: TicketOverlay] = [:]
        let rows = try reader.query(
            "SELECT ticket, field, value FROM overlay WHERE connection = $1 AND ticket IN {texts $2}",
            [.text(connection), .texts(ids)]
        )
        for row in rows {
            let value = try row.json("value") ?? .null
            var overlay = found[try row["ticket"]] ?? TicketOverlay()
            switch try row["field"] as String {
            case tags:
                overlay.addedTags = value["added"]?.texts ?? []
                overlay.removedTags = value["removed"]?.texts ?? []
            case priority: overlay.priority = value.stringValue.flatMap(TicketPriority.init(rawValue:))
            case assignee:
                overlay.assignee = Person(
                    id: value["id"]?.stringValue,
                    name: value["name"]?.stringValue,
                    email: value["email"]?.stringValue
                )
            default: continue
            }
            found[try row["ticket"]] = overlay
        }
        return found
    }

    /// Keeps what differs from what was kept.
    package static func save(
        _ overlay: TicketOverlay,
        over old: TicketOverlay,
        of id: TicketID,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws {
        var values: [(String, JSONValue)] = []
        if overlay.addedTags != old.addedTags || overlay.removedTags != old.removedTags {
            values.append((tags, ["added": .texts(overlay.addedTags), "removed": .texts(overlay.removedTags)]))
        }
        if overlay.priority != old.priority {
            values.append((priority, overlay.priority.map { .string($0.rawValue) } ?? .null))
        }
        if overlay.assignee != old.assignee { values.append((assignee, overlay.assignee?.json ?? .null)) }
        for (field, value) in values {
            try transaction.execute(
                """
                INSERT INTO overlay (connection, ticket, field, value, written_at) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (connection, ticket, field) DO UPDATE SET value = excluded.value, written_at = excluded.written_at
                """,
                [.text(id.connection), .text(id.id), .text(field), .text(value.text()), .value(now)]
            )
        }
    }

    // MARK: Notes

    /// The notes that are kept of a ticket, oldest first.
    package static func notes(of id: TicketID, in reader: any SQLReader) throws -> [OverlayNote] {
        try reader.query(
            "SELECT id, author, body, created_at FROM overlay_note WHERE connection = $1 AND ticket = $2 ORDER BY id",
            [.text(id.connection), .text(id.id)]
        ).map { row in
            OverlayNote(
                id: try row["id"],
                author: try row["author"],
                body: try row["body"],
                createdAt: try row["created_at"]
            )
        }
    }

    /// Keeps a note, once for each effect.
    package static func add(
        _ body: String,
        by author: String,
        to id: TicketID,
        key: String,
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws -> Int64 {
        try transaction.execute(
            """
            INSERT INTO overlay_note (effect_key, connection, ticket, author, body, created_at) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (effect_key) DO NOTHING
            """,
            [.text(key), .text(id.connection), .text(id.id), .text(author), .text(body), .value(now)]
        )
        return try transaction.value("SELECT id FROM overlay_note WHERE effect_key = $1", [.text(key)])
    }
}

extension JSONValue {
    fileprivate var texts: [String] { arrayValue?.compactMap(\.stringValue) ?? [] }

    fileprivate static func texts(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
}
