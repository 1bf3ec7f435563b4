import Store
import Testing
import TicketModel

/// What is kept of tickets, and what was said to requesters, over both databases.
struct OverlayTableTests {
    private let id = TicketID(connection: "portal", id: "1")

    @Test(arguments: StoreDriver.available)
    func `what is kept of a ticket comes back, and the last word counts`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            var overlay = TicketOverlay()
            overlay.addedTags = ["vip", "ünïcode"]
            overlay.assignee = Person(email: "ana@example.com")
            var later = overlay
            later.addedTags = []
            later.removedTags = ["old"]
            later.priority = .high
            for (new, old) in [(overlay, TicketOverlay()), (later, overlay)] {
                try await database.write { [id] in
                    try OverlayTable.save(new, over: old, of: id, now: storeTime, in: $0)
                }
            }
            let found = try await database.read { try OverlayTable.find(["1", "2"], at: "portal", in: $0) }
            #expect(found == ["1": later])
            let elsewhere = try await database.read { try OverlayTable.find(["1"], at: "desk", in: $0) }
            #expect(elsewhere.isEmpty)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a note is kept once for each effect`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let ids = try await database.write { [id] transaction in
                try ["a", "b", "a"].map { key in
                    try OverlayTable.add("Note \(key)", by: "cli", to: id, key: key, now: storeTime, in: transaction)
                }
            }
            #expect(ids[0] == ids[2])
            let notes = try await database.read { [id] in try OverlayTable.notes(of: id, in: $0) }
            #expect(notes.map(\.body) == ["Note a", "Note b"])
        }
    }

    @Test(arguments: StoreDriver.available)
    func `replies are counted by ticket, by requester and by automation`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            func reply(_ effect: Int64, _ ticket: String?, _ requester: String?, _ automation: String)
                -> ReplyTable.Reply
            {
                ReplyTable.Reply(
                    effect: effect,
                    automation: automation,
                    connection: "portal",
                    ticket: ticket,
                    requester: requester
                )
            }
            let said = [
                reply(1, "1", "eva", "x"), reply(2, "1", "eva", "y"), reply(3, "2", "eva", "x"),
                reply(4, nil, nil, "x"),
                reply(1, "1", "eva", "x"),
            ]
            try await database.write { transaction in
                for (minutes, reply) in said.enumerated() {
                    try ReplyTable.note(reply, at: storeTime + .minutes(Int64(minutes)), in: transaction)
                }
            }
            let asked = reply(9, "1", "eva", "x")
            let nameless = reply(9, nil, nil, "x")
            let counts = try await database.read { reader in
                try [
                    ReplyTable.count(.ticket, with: asked, after: storeTime, in: reader),
                    ReplyTable.count(.requester, with: asked, after: storeTime, in: reader),
                    ReplyTable.count(.automation, with: asked, after: storeTime, in: reader),
                    ReplyTable.count(.ticket, with: asked, after: storeTime + .minutes(3), in: reader),
                    ReplyTable.count(.ticket, with: said[0], after: storeTime, in: reader),
                    ReplyTable.count(.requester, with: nameless, after: storeTime, in: reader),
                ]
            }
            #expect(counts == [2, 3, 3, 1, 1, nil])
        }
    }
}
