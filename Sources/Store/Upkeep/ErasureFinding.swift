package import TicketModel

/// What of a person the store holds, before it is erased.
package struct ErasureFinding: Sendable, Equatable {
    /// Who is meant, by connection: requesters, and those who wrote on tickets of others.
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
        var authors: [String: Set<Person>] = [:]
        try reader.forEach("SELECT connection, ticket, id, document FROM message", []) { row in
            let id = TicketID(connection: try row["connection"], id: try row["ticket"])
            guard !own.contains(id), places?.contains(id.connection) ?? true else { return true }
            let (message, text): (String, String) = (try row["id"], try row["document"])
            guard let document = try? JSONValue(parsing: text), let author = document["author"],
                author["kind"] == "requester",
                pattern.matches(author["id"]?.stringValue, author["name"]?.stringValue, author["email"]?.stringValue)
            else { return true }
            found[id, default: []].append(message)
            authors[id.connection, default: []].insert(
                Person(
                    id: author["id"]?.stringValue,
                    name: author["name"]?.stringValue,
                    email: author["email"]?.stringValue
                )
            )
            return true
        }
        messages = found
        persons.merge(authors) { $0.union($1) }
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
        let words = Set(persons.values.flatMap { $0 }.flatMap(\.tellingWords).map(FilterWord.anyCase))
        guard !words.isEmpty else { return }
        var found: [String: [String]] = [:]
        try reader.forEach("SELECT automation, key, value FROM plugin_state ORDER BY automation, key", []) { row in
            let (key, value): (String, String) = (try row["key"], try row["value"])
            let text = FilterWord.anyCase("\(key) \(value)")
            if words.contains(where: text.contains) { found[try row["automation"], default: []].append(key) }
            return true
        }
        memories = found
    }
}

extension Person {
    /// What tells of them wherever it stands: a short name or number stands in other texts, too.
    fileprivate var tellingWords: [String] {
        [email, name.flatMap { $0.count < 5 ? nil : $0 }, id.flatMap { $0.count < 6 ? nil : $0 }].compactMap(\.self)
    }
}
