import Store
import Testing
import TicketModel

struct MirrorRowsTests {
    private static let now = Timestamp(microseconds: 1_772_442_000_000_000)
    private static let id = TicketID(connection: "portal", id: "a/b 'c'")

    @Test(arguments: StoreDriver.available)
    func `a row comes back as it was written, and is written over`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await Schema.migrator.migrate(database, now: Self.now)
            var ticket = Ticket(id: Self.id, provider: "p", subject: .null, tags: .value(["a"]))
            ticket.raw = .value(["x": [1, 2.5]])
            var row = MirrorRow(ticket: ticket, readAt: Self.now, firstSeenAt: Self.now)
            row.listed = ticket.toldFields
            row.listedHash = .min
            row.missingIn = 3
            for change in [
                { _ in },
                {
                    $0.ticket.tags = .absent; $0.ticket.raw = .null; $0.gone = true
                },
            ]
                as [(inout MirrorRow) -> Void]
            {
                change(&row)
                var written = row
                try await database.write { [written] transaction in
                    let known = try TicketRows.find(Self.id, in: transaction)
                    try TicketRows.save(written, replacing: known, in: transaction)
                }
                let read = try await database.read { try TicketRows.find(Self.id, in: $0) }
                written.worded = true
                #expect(read == written)
            }
            let terms: Int = try await database.read { try $0.value("SELECT count(*) FROM ticket_term") }
            #expect(terms == 0)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a thread becomes what it is replaced with, in its order`(driver: StoreDriver) async throws {
        func thread(_ ids: String...) -> [Message] {
            ids.map {
                Message(id: $0, author: MessageAuthor(kind: .agent), visibility: .public, body: "Text of \($0)")
            }
        }
        try await driver.withDatabase { database in
            try await Schema.migrator.migrate(database, now: Self.now)
            for messages in [thread("1", "2"), thread("2", "1", "3"), thread("3"), []] {
                try await database.write { try MessageRows.replace(messages, of: Self.id, in: $0) }
                let read = try await database.read { try MessageRows.all(of: Self.id, in: $0) }
                #expect(read == messages)
            }
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a change with a key that its ticket has is not written again`(driver: StoreDriver) async throws {
        let change = ChangeRow(
            ticket: Self.id,
            kind: .messageAdded,
            actor: .requester,
            cause: "auto-reply/x",
            depth: 1,
            baseline: false,
            seenAt: Self.now,
            difference: ["a": ["from": .null]],
            message: "m1"
        )
        try await driver.withDatabase { database in
            try await Schema.migrator.migrate(database, now: Self.now)
            let ids = try await database.write { transaction in
                try ChangeRows.append(["k", "k", "l"].map { (change, $0) }, in: transaction)
            }
            #expect(ids.map { $0 == nil } == [false, true, false])
            let (all, attributed) = try await database.read { reader in
                (
                    try ChangeRows.all(of: Self.id, in: reader),
                    try ChangeRows.attributed(to: ["auto-reply/x", "other"], of: Self.id, in: reader)
                )
            }
            #expect(all.map(\.id) == ids.compactMap(\.self))
            var first = try #require(all.first)
            first.id = 0
            #expect(first == change)
            #expect(attributed == ["auto-reply/x": [.messageAdded]])
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a cursor comes back`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await Schema.migrator.migrate(database, now: Self.now)
            var cursor = SyncCursor()
            cursor.listing = 4
            for time in [nil, Self.now] {
                (cursor.updatedTo, cursor.fullAt, cursor.asOf) = (time, time, time)
                (cursor.baselineDone, cursor.fullDue) = (time != nil, time == nil)
                let written = cursor
                try await database.write { transaction in
                    try CursorRows.takeTurn("portal", in: transaction)
                    try CursorRows.save(written, of: "portal", in: transaction)
                }
                let read = try await database.read { try CursorRows.find("portal", in: $0) }
                #expect(read == written)
            }
            let other = try await database.read { try CursorRows.find("shop", in: $0) }
            #expect(other == nil)
        }
    }

    @Test func `a row that holds something else is named in the failure`() async throws {
        try await StoreDriver.sqlite.withDatabase { database in
            try await Schema.migrator.migrate(database, now: Self.now)
            let row = MirrorRow(ticket: Ticket(id: Self.id, provider: "p"), readAt: Self.now, firstSeenAt: Self.now)
            try await database.write { transaction in
                try TicketRows.save(row, replacing: nil, in: transaction)
                try transaction.execute("UPDATE ticket SET document = '[]'")
            }
            let failure = try await failure { try await database.read { _ = try TicketRows.find(Self.id, in: $0) } }
            #expect(failure.kind == .corrupt)
            #expect(failure.message.contains("portal/a/b 'c'"))
        }
    }
}
