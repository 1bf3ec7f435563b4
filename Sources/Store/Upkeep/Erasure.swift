package import TicketModel

/// What of a person the store holds, before it is erased.
package struct ErasureFinding: Sendable, Equatable {
    /// The requesters that are meant, by connection.
    package var persons: [String: Set<Person>] = [:]
    /// Their tickets.
    package var tickets: [TicketID] = []
    /// Messages of theirs on tickets of others, by ticket.
    package var messages: [TicketID: [String]] = [:]
    /// Effects that made tickets for them, or were to.
    package var creations: [Int64] = []
    /// Values that automations remember and that name them: the automation, and its key.
    package var memories: [String: [String]] = [:]

    /// Whether there is nothing to erase.
    package var isEmpty: Bool { tickets.isEmpty && messages.isEmpty && creations.isEmpty }

    /// Looks for a person at the connections, or at all of them.
    package init(of pattern: PersonPattern, connections: [String] = [], in reader: any SQLReader) throws {
        let places = connections.isEmpty ? nil : Set(connections)
        let rows = try reader.query(
            """
            SELECT DISTINCT connection, ticket FROM ticket_term
            WHERE kind = 'requester' AND word LIKE $1 ESCAPE '\\' ORDER BY connection, ticket
            """,
            [.text(pattern.like)]
        )
        for row in rows {
            let id = TicketID(connection: try row["connection"], id: try row["ticket"])
            guard places?.contains(id.connection) ?? true, let known = try TicketRows.find(id, in: reader),
                let person = known.ticket.requester.value, pattern.matches(person.id, person.name, person.email)
            else { continue }
            tickets.append(id)
            persons[id.connection, default: []].insert(person)
        }
        try findMessages(pattern, places, reader)
        try findCreations(pattern, places, reader)
        try findMemories(reader)
    }

    private mutating func findMessages(
        _ pattern: PersonPattern,
        _ places: Set<String>?,
        _ reader: any SQLReader
    ) throws {
        let own = Set(tickets)
        var found: [TicketID: [String]] = [:]
        try reader.forEach("SELECT connection, ticket, id, document FROM message", []) { row in
            let id = TicketID(connection: try row["connection"], id: try row["ticket"])
            guard !own.contains(id), places?.contains(id.connection) ?? true else { return true }
            let (message, text): (String, String) = (try row["id"], try row["document"])
            guard let document = try? JSONValue(parsing: text), let author = document["author"],
                author["kind"] == "requester",
                pattern.matches(author["id"]?.stringValue, author["name"]?.stringValue, author["email"]?.stringValue)
            else { return true }
            found[id, default: []].append(message)
            return true
        }
        messages = found
    }

    private mutating func findCreations(
        _ pattern: PersonPattern,
        _ places: Set<String>?,
        _ reader: any SQLReader
    ) throws {
        let rows = try reader.query(
            "SELECT id, connection, action FROM effect WHERE kind = 'create' AND action <> 'null' AND state <> 'sending'"
        )
        creations = try rows.filter { row in
            let connection: String? = try row["connection"]
            guard places.map({ $0.contains(connection ?? "") }) ?? true else { return false }
            return pattern.matches(try row.json("action")?["new"]?["requester"]?.stringValue)
        }.map { try $0["id"] }
    }

    /// What automations remember is theirs to understand, so it is only told.
    private mutating func findMemories(_ reader: any SQLReader) throws {
        let emails = Set(persons.values.flatMap { $0 }.compactMap(\.email).map(FilterWord.anyCase))
        guard !emails.isEmpty else { return }
        var found: [String: [String]] = [:]
        try reader.forEach("SELECT automation, key, value FROM plugin_state ORDER BY automation, key", []) { row in
            let (key, value): (String, String) = (try row["key"], try row["value"])
            let text = FilterWord.anyCase("\(key) \(value)")
            if emails.contains(where: text.contains) { found[try row["automation"], default: []].append(key) }
            return true
        }
        memories = found
    }
}

/// Erases a person's tickets and messages; keys, counters and that something was sent stay.
package enum Erasure {
    /// What was erased.
    package struct Tally: Sendable, Equatable {
        package var tickets = 0
        package var messages = 0
        package var changes = 0
        package var runs = 0
        package var effects = 0
        /// Tickets that were left because something was under way at them.
        package var busy: [TicketID] = []

        package init() {}

        /// Adds another tally.
        package mutating func add(_ other: Tally) {
            tickets += other.tickets
            messages += other.messages
            changes += other.changes
            runs += other.runs
            effects += other.effects
            busy += other.busy
        }
    }

    static let reason = "its requester's data was erased"

    /// Makes what is deleted unreadable in the file, too; call it first in each transaction.
    private static func overwrite(_ transaction: SQLTransaction) throws {
        guard transaction.dialect == .sqlite else { return }
        _ = try transaction.query("PRAGMA secure_delete = ON")
    }

    /// Erases tickets with everything on them; those at which a handler or a request is under way are left.
    package static func erase(
        _ tickets: [TicketID],
        now: Timestamp,
        in transaction: SQLTransaction
    ) throws -> Tally {
        try overwrite(transaction)
        var tally = Tally()
        for ticket in tickets {
            let key: [SQLValue] = [.text(ticket.connection), .text(ticket.id)]
            guard try !isBusy(key, transaction) else {
                tally.busy.append(ticket)
                continue
            }
            try TicketRows.removeTerms(of: ticket, in: transaction)
            try erase(key, now, &tally, transaction)
            try eraseBeside(ticket, in: transaction)
        }
        return tally
    }

    private static func isBusy(_ key: [SQLValue], _ transaction: SQLTransaction) throws -> Bool {
        try transaction.first(
            """
            SELECT 1 FROM run WHERE connection = $1 AND ticket = $2 AND state = 'running'
            UNION ALL SELECT 1 FROM effect WHERE connection = $1 AND ticket = $2 AND state = 'sending'
            """,
            key
        ) != nil
    }

    private static func erase(
        _ key: [SQLValue],
        _ now: Timestamp,
        _ tally: inout Tally,
        _ transaction: SQLTransaction
    ) throws {
        let stamped = key + [.value(now), .text(reason)]
        try transaction.execute(
            """
            UPDATE run SET state = 'cancelled', ended_at = $3, verdict = 'cancelled', why = $4, fence = fence + 1
            WHERE connection = $1 AND ticket = $2 AND state IN ('available', 'retrying')
            """,
            stamped
        )
        // What a handler remembered for later, and what it logged, may say anything; a change's payload names nobody.
        tally.runs += try transaction.execute(
            """
            UPDATE run SET payload = CASE WHEN cause = 'change' THEN payload ELSE 'null' END, log = NULL, error = NULL,
                why = CASE WHEN why = $3 THEN why ELSE NULL END
            WHERE connection = $1 AND ticket = $2
            """,
            key + [.text(reason)]
        )
        let ofTicket: SQL = """
            ((connection = $1 AND ticket = $2) OR run IN (SELECT id FROM run WHERE connection = $1 AND ticket = $2))
            """
        try transaction.execute(
            """
            UPDATE effect SET state = 'refused', settled_at = $3, why = $4, fence = fence + 1
            WHERE \(ofTicket) AND state IN ('pending', 'unknown', 'held', 'waits_for_person')
            """,
            stamped
        )
        tally.effects += try transaction.execute(
            """
            UPDATE effect SET action = 'null', seen = '{}', error = NULL,
                why = CASE WHEN why = $3 THEN why ELSE NULL END
            WHERE \(ofTicket) AND state <> 'sending'
            """,
            key + [.text(reason)]
        )
        tally.changes += try transaction.execute(
            "UPDATE change SET difference = '{}' WHERE connection = $1 AND ticket = $2",
            key
        )
        try transaction.execute(
            """
            UPDATE passed_over SET why = 'erased'
            WHERE change_id IN (SELECT id FROM change WHERE connection = $1 AND ticket = $2)
            """,
            key
        )
        tally.messages += try transaction.execute("DELETE FROM message WHERE connection = $1 AND ticket = $2", key)
        tally.tickets += try transaction.execute("DELETE FROM ticket WHERE connection = $1 AND id = $2", key)
        try transaction.execute(
            """
            INSERT INTO erased_ticket (connection, ticket, erased_at) VALUES ($1, $2, $3)
            ON CONFLICT (connection, ticket) DO UPDATE SET erased_at = excluded.erased_at
            """,
            key + [.value(now)]
        )
    }

    /// Blanks effects that made tickets, and gives up those that have not yet.
    package static func blank(effects ids: [Int64], now: Timestamp, in transaction: SQLTransaction) throws -> Int {
        try overwrite(transaction)
        try transaction.execute(
            """
            UPDATE effect SET state = 'refused', settled_at = $2, why = $3, fence = fence + 1
            WHERE id IN {integers $1} AND state IN ('pending', 'unknown', 'held', 'waits_for_person')
            """,
            [.integers(ids), .value(now), .text(reason)]
        )
        return try transaction.execute(
            "UPDATE effect SET action = 'null', seen = '{}', error = NULL WHERE id IN {integers $1} AND state <> 'sending'",
            [.integers(ids)]
        )
    }

    /// Blanks messages on tickets of others: that they were written stays.
    package static func blank(_ ids: [String], of ticket: TicketID, in transaction: SQLTransaction) throws -> Int {
        try overwrite(transaction)
        var blanked = 0
        for id in ids {
            guard var message = try MessageRows.find(id, of: ticket, in: transaction) else { continue }
            message.body = ""
            message.attachments = []
            message.author = MessageAuthor(kind: message.author.kind)
            blanked += try transaction.execute(
                "UPDATE message SET document = $4 WHERE connection = $1 AND ticket = $2 AND id = $3",
                [.text(ticket.connection), .text(ticket.id), .text(id), .text(message.document.text())]
            )
        }
        return blanked
    }
}
