import Store
import Testing
import TicketModel

struct SearchMigrationTests {
    private static let now = Timestamp(microseconds: 1_772_442_000_000_000)

    /// A mirror as an older program left it: one ticket with a tag and nobody who works on it.
    private static func olderMirror(_ database: any SQLDatabase) async throws {
        let place = Schema.migrations.firstIndex { $0.name.hasSuffix("-search") }
        try await Migrator(Array(Schema.migrations.prefix(try #require(place)))).migrate(database, now: now)
        try await database.write { transaction in
            try transaction.execute(
                """
                INSERT INTO ticket (connection, id, document, status, assignee_nobody, created_at, updated_at, held, sorted_at,
                    listed, single, thread_read, gone, revision, read_at, first_seen_at)
                VALUES ('portal', '1', $1, 'open', 1, 5, 7, 0, 7, 0, 0, 0, 0, 0, 7, 7)
                """,
                [
                    .text(
                        """
                        {"assignee":null,"body_format":"text","created_at":5,"deleted":false,"provider":"p","status":"open",\
                        "subject":"Invoice overdue","tags":["billing"],"updated_at":7}
                        """
                    )
                ]
            )
            try transaction.execute(
                "INSERT INTO ticket_term (kind, word, connection, ticket) VALUES ('tag', 'billing', 'portal', '1')"
            )
        }
    }

    @Test(arguments: StoreDriver.available)
    func `tickets of an older mirror are found by tag, by nobody, by time and by text`(driver: StoreDriver) async throws
    {
        try await driver.withDatabase { database in
            try await Self.olderMirror(database)
            try await Schema.migrator.migrate(database, now: Self.now)
            let filters: [[String: JSONValue]] = [
                ["tag": "billing"], ["assignee": "none"], ["created_before": "1h"], ["text": "voice"],
                ["tag": "billing", "text": "invoice over"],
            ]
            for isWorded in [false, true] {
                if isWorded {
                    let written = try await database.write { try TicketWords.catchUp(limit: 10, in: $0) }
                    #expect(written == 1)
                }
                for terms in filters {
                    let filter = try TicketFilter(terms, zone: nil)
                    let found = try await database.read { reader in
                        try MirrorQuery(filter, now: Self.now, in: reader).first(5, in: reader) { row in
                            filter.evaluate(row.ticket, now: Self.now).isMatch
                        }.map(\.ticket.id.id)
                    }
                    #expect(found == ["1"], "\(terms), words written: \(isWorded)")
                }
            }
            let left = try await database.read { try TicketWords.waiting(limit: 10, in: $0) }
            #expect(left == 0)
        }
    }
}
