package import TicketModel

/// The rows of mirrored messages.
package enum MessageRows {
    /// A ticket's messages, oldest first; none too where they were never read.
    package static func all(of ticket: TicketID, in reader: any SQLReader) throws -> [Message] {
        try reader.query(
            "SELECT id, document FROM message WHERE connection = $1 AND ticket = $2 ORDER BY position",
            [.value(ticket.connection), .value(ticket.id)]
        ).map { try message(of: ticket, $0) }
    }

    /// One message; nil where the thread does not hold it, or no longer.
    package static func find(_ id: String, of ticket: TicketID, in reader: any SQLReader) throws -> Message? {
        try reader.first(
            "SELECT id, document FROM message WHERE connection = $1 AND ticket = $2 AND id = $3",
            [.value(ticket.connection), .value(ticket.id), .value(id)]
        ).map { try message(of: ticket, $0) }
    }

    /// Makes the thread these messages, oldest first, and touches only the rows that differ.
    package static func replace(
        _ messages: [Message],
        of ticket: TicketID,
        in transaction: SQLTransaction
    ) throws {
        let key: [SQLValue] = [.value(ticket.connection), .value(ticket.id)]
        let rows = try transaction.query(
            "SELECT id, position, document FROM message WHERE connection = $1 AND ticket = $2",
            key
        )
        var kept: [String: Entry] = [:]
        for row in rows { kept[try row["id"]] = Entry(position: try row["position"], document: try row["document"]) }
        var changed: [[SQLValue]] = []
        for (position, message) in messages.enumerated() {
            let id = SQLValue.storable(message.id)
            let entry = Entry(position: position, document: message.document.text())
            if kept.removeValue(forKey: id) == entry { continue }
            changed.append(key + [.value(id), .value(entry.position), .value(entry.document)])
        }
        if !kept.isEmpty {
            try transaction.execute(
                "DELETE FROM message WHERE connection = $1 AND ticket = $2 AND id IN {texts $3}",
                key + [.texts(kept.keys)]
            )
        }
        guard !changed.isEmpty else { return }
        try transaction.execute(
            """
            INSERT INTO message (connection, ticket, id, position, document) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (connection, ticket, id) DO UPDATE SET
            position = excluded.position, document = excluded.document
            """,
            rows: changed
        )
    }

    private struct Entry: Equatable {
        let position: Int
        let document: String
    }

    private static func message(of ticket: TicketID, _ row: SQLRow) throws -> Message {
        let id: String = try row["id"]
        let document: String = try row["document"]
        guard let parsed = try? JSONValue(parsing: document), let message = Message(id: id, document: parsed) else {
            throw StoreFailure.unreadable("message", "\(id) of \(ticket)")
        }
        return message
    }
}
