import Store
import Testing
import TicketModel

/// What a person wrote on somebody else's ticket, and what was told of it.
struct ErasureMessagesTests {
    private static let now = storeTime + .days(1)
    private static let hers = "the hyrax explodes"

    /// Bob's ticket with a message of Ada's, and the change that tells of it.
    private func addMessage(_ database: any SQLDatabase) async throws -> Int64 {
        let bob = Person(id: "c2", name: "Bob", email: "bob@example.com")
        try await database.addTicket("2", requester: bob, subject: "Trouble of Bob")
        let author = MessageAuthor(kind: .requester, name: "Ada Byron", email: "ada@example.com")
        let message = Message(id: "2-3", author: author, visibility: .public, body: Self.hers)
        let change = ChangeRow(
            ticket: .portal("2"),
            kind: .messageAdded,
            actor: .requester,
            cause: nil,
            depth: 0,
            baseline: false,
            seenAt: storeTime,
            difference: [:],
            message: "2-3"
        )
        return try await database.write { transaction in
            let thread = try MessageRows.all(of: .portal("2"), in: transaction)
            try MessageRows.replace(thread + [message], of: .portal("2"), in: transaction)
            return try ChangeRows.append([(change, "message:2-3")], in: transaction)[0] ?? 0
        }
    }

    private func ending(_ move: RunMove = .finish) -> RunEnding {
        let (why, log): (String, JSONValue) = ("it failed at \(Self.hers)", [.string(Self.hers)])
        return RunEnding(move, at: storeTime, version: "1.0.0", verdict: "acted", why: why, log: log)
    }

    private func addEffect(_ key: String, run: Int64, _ database: any SQLDatabase) async throws {
        var effect = NewEffect.sample(key, run: run, on: "2")
        effect.action = ["reply": .string("You said: \(Self.hers)")]
        try await database.write { [effect] in try EffectTable.insert([effect], in: $0) }
    }

    private func erase(_ database: any SQLDatabase) async throws -> Erasure.Tally {
        let pattern = try #require(PersonPattern("ada@example.com"))
        let finding = try await database.read { try ErasureFinding(of: pattern, in: $0) }
        #expect(finding.messages == [.portal("2"): ["2-3"]])
        return try await database.write { try Erasure.blank(["2-3"], of: .portal("2"), now: Self.now, in: $0) }
    }

    private func texts(_ database: any SQLDatabase) async throws -> String {
        try await database.read { reader in
            try Schema.tables().flatMap { table in
                try reader.query(SQL(unchecked: "SELECT * FROM \(table.name)")).flatMap(\.values)
            }.map { if case .text(let text) = $0 { text } else { "" } }.joined(separator: "\n")
        }
    }

    @Test(arguments: StoreDriver.available)
    func `what the runs of a message said goes with it, and other runs' stays`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let change = try await addMessage(database)
            let run = try await database.addRun("hers", on: "2", change: change, ending: ending())
            try await addEffect("hers", run: run, database)
            let later = try await database.write { transaction in
                let key = "live/a/later.follow/triggers[1]/change-\(change)-0"
                var later = NewRun.sample(key, on: "2", automation: "a", dueAt: Self.now)
                later.cause = .later
                later.payload = ["text": .string(Self.hers)]
                try RunTable.insert([later], in: transaction)
                return try transaction.value("SELECT max(id) FROM run") as Int64
            }
            try await database.addRun("his", on: "2", ending: .ended("acted"))
            let tally = try await erase(database)
            #expect(tally.messages == 1 && tally.runs == 2 && tally.effects == 1 && tally.busy == [])
            let left = try await texts(database)
            #expect(!left.contains("hyrax") && left.contains("because of Ada"))
            let effect = try await database.effect("hers")
            #expect(effect?.state == .refused)
            let cancelled = try await database.run(later)
            #expect(cancelled?.state == .cancelled)
            let check = try await StoreCheck(of: database)
            #expect(check.isWhole, "\(check.findings)")
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a message at which a handler is at work is left, and told`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let change = try await addMessage(database)
            let run = try await database.addRun("hers", on: "2", change: change)
            let lease = LeaseTerm(owner: "one", until: storeTime + .seconds(20))
            try await database.write { _ = try RunTable.claim([run], lease, now: storeTime, in: $0) }
            let tally = try await erase(database)
            #expect(tally.busy == [.portal("2")] && tally.messages == 0)
            #expect(try await texts(database).contains("hyrax"))
        }
    }

    @Test(arguments: StoreDriver.available)
    func `alerts and the messages that tell of them forget it`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let change = try await addMessage(database)
            let run = try await database.addRun("hers", on: "2", change: change, ending: ending(.giveUp))
            try await addEffect("hers", run: run, database)
            let entry = try await database.effect("hers")?.id ?? 0
            let texts = [
                "run:\(run):1": "run: \(Self.hers)", "entry:\(entry)": "entry: \(Self.hers)", "run:99:1": "another",
            ]
            try await database.write { transaction in
                for (key, text) in texts {
                    let incident = Incident(key: key, kind: .quarantined, text: text)
                    _ = try AlertTable.update([incident], of: [], now: storeTime, in: transaction)
                }
                let all = texts.values.sorted().joined(separator: "\n")
                try AlertTable.add(all, to: ["duty"], now: storeTime, in: transaction)
            }
            _ = try await erase(database)
            let left = try await self.texts(database)
            #expect(!left.contains("hyrax"))
            let notices = try await database.write {
                try AlertTable.take(now: Self.now, until: Self.now + .hours(1), limit: 5, in: $0)
            }
            let told = try #require(notices.first?.text)
            #expect(told.contains("another"))
            #expect(told.contains("Run \(run) needs a look; what was told of it is erased"))
            #expect(told.contains("Entry \(entry) needs a look; what was told of it is erased"))
        }
    }

    @Test func `an alert is erased with its ticket after its run is gone`() async throws {
        try await StoreDriver.sqlite.withDatabase { database in
            let database = try await database.migrated()
            try await database.addTicket("2")
            try await database.write { transaction in
                for ticket in ["2", "22"] {
                    let text = "auto-reply failed for good on portal/\(ticket) (run \(ticket)): \(Self.hers) \(ticket)."
                    let incident = Incident(key: "run:\(ticket):1", kind: .quarantined, text: text)
                    _ = try AlertTable.update([incident], of: [], now: storeTime, in: transaction)
                }
                _ = try Erasure.erase([.portal("2")], now: Self.now, in: transaction)
            }
            let left = try await texts(database)
            #expect(!left.contains("\(Self.hers) 2.") && left.contains("\(Self.hers) 22."))
        }
    }
}
