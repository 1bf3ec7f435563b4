import Store
import Testing
import TicketModel

/// What operators' commands write down, over both databases.
struct CommandRunTests {
    private let lease = LeaseTerm(owner: "one", until: storeTime + .seconds(20))

    private func command(_ key: String, on ticket: String? = "1") -> NewRun {
        var run = NewRun.sample(key, on: ticket, automation: "cli", lane: .replies)
        run.cause = .command
        run.change = nil
        return run
    }

    @Test(arguments: StoreDriver.available)
    func `a run whose effects are decided is done the moment it is made`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let run = command("a")
            let id = try await database.write { try RunTable.record(run, in: $0) }
            let record = try await database.read { try RunTable.run(id, in: $0) }
            #expect(record?.state == .done)
            #expect(record?.verdict == "acted")
            #expect(record?.endedAt == storeTime)
            let candidates = try await database.write {
                try RunTable.candidates(now: storeTime, limit: 10, in: $0)
            }
            #expect(candidates.isEmpty)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a run by hand begins under a lease, unless its ticket is busy or its key is there`(driver: StoreDriver)
        async throws
    {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let lease = lease
            let runs = [
                command("a"), command("b"), command("c", on: "2"), command("d", on: nil), command("e", on: nil),
            ]
            let begun = try await database.write { transaction in
                try runs.map { try RunTable.begin($0, lease, in: transaction) }
            }
            #expect(begun.map { $0?.state } == [.running, nil, .running, .running, .running])
            let first = try #require(begun[0])
            #expect(first.fence == 1)
            #expect(first.attempts == 1)
            let ending = RunEnding(.finish, at: storeTime, version: "1", verdict: "acted")
            let (ended, again, next) = try await database.write { transaction in
                (
                    try RunTable.end(first.id, fence: 1, ending, in: transaction),
                    try RunTable.begin(runs[0], lease, in: transaction),
                    try RunTable.begin(runs[1], lease, in: transaction)
                )
            }
            #expect(ended)
            #expect(again == nil)
            #expect(next != nil)
            // Its lease has run out: somebody else takes it over, and it is fenced.
            let later = storeTime + .seconds(21)
            let taken = try await database.write { transaction in
                let ids = try RunTable.candidates(now: later, limit: 10, in: transaction).map(\.id)
                return try RunTable.claim(ids, LeaseTerm(owner: "two", until: later), now: later, in: transaction)
            }
            #expect(taken.map(\.fence) == [2, 2, 2, 2])
            let late = try await database.write { try RunTable.end(next?.id ?? 0, fence: 1, ending, in: $0) }
            #expect(!late)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a relay may be there for some runs only, or for operators`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let run = command("a")
            let id = try await database.write { transaction in
                let id = try RunTable.record(run, in: transaction)
                try EffectTable.insert(
                    [
                        .sample("other", run: 90, on: "2"), .sample("own", run: id, on: "1"),
                        .sample("behind", run: id, position: 1, on: "2", kind: .status),
                    ],
                    in: transaction
                )
                return id
            }
            func due(_ scope: DeliveryScope) async throws -> [String] {
                try await database.read { reader in
                    let connections = try EffectTable.openConnections(scope: scope, in: reader)
                    return try connections.flatMap {
                        try EffectTable.due(connection: $0, scope: scope, now: storeTime, limit: 9, in: reader)
                    }.map(\.key)
                }
            }
            let all = try await due(.all)
            let own = try await due(.runs([id]))
            let operators = try await due(.operators)
            let none = try await due(.runs([]))
            #expect(all == ["other", "own"])
            #expect(own == ["own"])
            #expect(operators == ["own"])
            #expect(none.isEmpty)
            let (entries, obstacle) = try await database.read { reader in
                let entries = try EffectTable.effects(ofRuns: [id], in: reader)
                return (entries, try EffectTable.obstacle(to: entries[1], in: reader)?.key)
            }
            #expect(entries.map(\.key) == ["own", "behind"])
            #expect(obstacle == "other")
        }
    }
}
