import TicketModel

extension RunRecord {
    static let columns: SQL = """
        id, key, automation, version, handler, mode, cause, change_id, slot, connection, ticket, payload, depth, lane, state, due_at,
        attempts, fence, created_at, started_at, ended_at, verdict, why, error, log, doubtful_since
        """

    init(_ row: SQLRow) throws {
        self.init(
            id: try row["id"],
            key: try row["key"],
            automation: try row["automation"],
            version: try row["version"],
            handler: try row["handler"],
            mode: try row["mode"],
            cause: try row.word("cause"),
            change: try row["change_id"],
            slot: try row["slot"],
            ticket: try row.ticketID(),
            payload: try row.json("payload") ?? .null,
            depth: try row["depth"],
            lane: Lane(rawValue: try row["lane"]) ?? .changes,
            state: try row.word("state"),
            dueAt: try row["due_at"],
            attempts: try row["attempts"],
            fence: try row["fence"],
            createdAt: try row["created_at"],
            startedAt: try row["started_at"],
            endedAt: try row["ended_at"],
            verdict: try row["verdict"],
            why: try row["why"],
            error: try row.json("error"),
            log: try row.json("log"),
            doubtfulSince: try row["doubtful_since"]
        )
    }
}

extension SQLRow {
    /// A column that holds one of a type's words.
    func word<Word: RawRepresentable<String>>(_ column: String) throws -> Word {
        let text: String = try self[column]
        guard let word = Word(rawValue: text) else { throw StoreFailure.unknownWord(text, column: column) }
        return word
    }

    /// The ticket of the columns `connection` and `ticket`, where both are there.
    func ticketID() throws -> TicketID? {
        let connection: String? = try self["connection"]
        let id: String? = try self["ticket"]
        guard let connection, let id else { return nil }
        return TicketID(connection: connection, id: id)
    }

    /// A column that holds JSON as text, or nothing.
    func json(_ column: String) throws -> JSONValue? {
        let text: String? = try self[column]
        guard let text else { return nil }
        do {
            return try JSONValue(parsing: text)
        } catch {
            throw StoreFailure.noJSON(column: column)
        }
    }
}

extension StoreFailure {
    static func unknownWord(_ word: String, column: String) -> StoreFailure {
        StoreFailure(
            .corrupt,
            "The column \"\(column)\" holds \"\(word)\", which this program does not know; "
                + "restore a backup, or start the program that wrote it"
        )
    }

    static func noJSON(column: String) -> StoreFailure {
        StoreFailure(.corrupt, "The column \"\(column)\" holds no JSON; restore a backup with \"usher store restore\"")
    }
}
