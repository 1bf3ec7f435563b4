import Store
import Testing
import TicketModel

struct ErasureTests {
    private static let now = storeTime + .days(1)

    @Test(arguments: [
        ("ada@example.com", true), ("ADA@Example.com", true), ("c1", true), ("ada byron", true),
        ("*@example.com", true),
        ("ada*", true), ("*by*", true), ("a*o*n", true), ("ada", false), ("*@example.org", false), ("a_a*", false),
        ("*", nil), ("", nil), (" ** ", nil),
    ])
    func `a person is meant by id, email or name, in any case, with * for anything`(text: String, isMeant: Bool?) {
        let pattern = PersonPattern(text)
        #expect(pattern.map { $0.matches("c1", "Ada Byron", "ada@example.com") } == isMeant)
    }

    private func erase(_ who: String, _ database: any SQLDatabase) async throws -> (ErasureFinding, Erasure.Tally) {
        let pattern = try #require(PersonPattern(who))
        let finding = try await database.read { try ErasureFinding(of: pattern, in: $0) }
        let tally = try await database.write { transaction in
            var tally = try Erasure.erase(finding.tickets, now: Self.now, in: transaction)
            for (ticket, ids) in finding.messages {
                tally.add(try Erasure.blank(ids, of: ticket, now: Self.now, in: transaction))
            }
            return tally
        }
        return (finding, tally)
    }

    /// Everything that stands in any text of the store.
    private func texts(_ database: any SQLDatabase) async throws -> String {
        try await database.read { reader in
            var whole = ""
            for table in Schema.tables() {
                for row in try reader.query(SQL(unchecked: "SELECT * FROM \(table.name)")) {
                    for case .text(let text) in row.values { whole += text + "\n" }
                }
            }
            return whole
        }
    }

    @Test(arguments: StoreDriver.available)
    func `nothing of them is left, but that something was sent`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            try await database.addTicket("1")
            let bob = Person(id: "c2", name: "Bob", email: "bob@example.com")
            try await database.addTicket("2", requester: bob, subject: "Trouble of Bob")
            let run = try await database.addRun("acted", change: 1, ending: .ended("acted"))
            try await database.addEffect("sent", run: run, moves: [.send, .deliver])
            try await database.addEffect("waits", run: run, position: 1)
            let open = try await database.addRun("open")
            // A message of hers on Bob's ticket.
            let hers = Message(
                id: "2-3",
                author: MessageAuthor(kind: .requester, name: "Ada Byron", email: "ada@example.com"),
                visibility: .public,
                body: "Ada adds"
            )
            try await database.write { transaction in
                let thread = try MessageRows.all(of: .portal("2"), in: transaction)
                try MessageRows.replace(thread + [hers], of: .portal("2"), in: transaction)
            }
            let (finding, tally) = try await erase("ada@example.com", database)
            #expect(finding.tickets == [.portal("1")])
            #expect(finding.messages == [.portal("2"): ["2-3"]])
            #expect(tally.tickets == 1 && tally.messages == 3 && tally.changes == 1 && tally.effects == 2)
            #expect(tally.busy.isEmpty)
            let left = try await texts(database).lowercased()
            #expect(!left.contains("ada"))
            let sent = try await database.effect("sent")
            #expect(sent?.state == .delivered)
            let waits = try await database.effect("waits")
            #expect(waits?.state == .refused && waits?.why == "its requester's data was erased")
            let cancelled = try await database.run(open)
            #expect(cancelled?.state == .cancelled)
            let check = try await StoreCheck(of: database)
            #expect(check.isWhole, "\(check.findings)")
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a ticket at which a handler runs is left, and told`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            try await database.addTicket("1")
            let run = try await database.addRun("runs")
            let lease = LeaseTerm(owner: "one", until: storeTime + .seconds(20))
            try await database.write { _ = try RunTable.claim([run], lease, now: storeTime, in: $0) }
            let (_, tally) = try await erase("c1", database)
            #expect(tally.busy == [.portal("1")] && tally.tickets == 0)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a ticket that was made for them is forgotten, but that it was made`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let run = try await database.addRun("acted", on: nil, ending: .ended("acted"))
            try await database.write { transaction in
                for (key, requester) in [("hers", "Ada@example.com"), ("his", "bob@example.com")] {
                    var effect = NewEffect.sample(key, run: run, on: nil, kind: .create)
                    effect.action = ["create": "portal", "new": ["subject": "Ada", "requester": .string(requester)]]
                    try EffectTable.insert([effect], in: transaction)
                }
            }
            let pattern = try #require(PersonPattern("ada@example.com"))
            let finding = try await database.read { try ErasureFinding(of: pattern, in: $0) }
            #expect(finding.creations.count == 1 && !finding.isEmpty)
            let blanked = try await database.write {
                try Erasure.blank(effects: finding.creations, now: Self.now, in: $0)
            }
            #expect(blanked == 1)
            let hers = try await database.effect("hers")
            #expect(hers?.action == .null && hers?.state == .refused)
            let his = try await database.effect("his")
            #expect(his?.state == .pending)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `what automations remember of them is told, and left`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            try await database.addTicket("1")
            try await database.write {
                try PluginStateTable.write(
                    ["seen": ["who": "ADA@example.com"], "other": 1],
                    automation: "a",
                    mode: "live",
                    now: storeTime,
                    in: $0
                )
            }
            let (finding, _) = try await erase("c1", database)
            #expect(finding.memories == ["a": ["seen"]])
        }
    }

    @Test func `who has no email is found in what automations remember by name`() async throws {
        try await StoreDriver.sqlite.withDatabase { database in
            let database = try await database.migrated()
            try await database.addTicket("1", requester: Person(id: "7", name: "Wilhelmina Quokka"))
            try await database.write {
                try PluginStateTable.write(
                    ["seen": ["who": "wilhelmina quokka"], "other": ["count": 7]],
                    automation: "a",
                    mode: "live",
                    now: storeTime,
                    in: $0
                )
            }
            let (finding, _) = try await erase("7", database)
            #expect(finding.memories == ["a": ["seen"]])
        }
    }
}
