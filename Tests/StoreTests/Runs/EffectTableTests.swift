import Store
import Testing
import TicketModel

struct EffectTableTests {
    private let lease = LeaseTerm(owner: "one", until: storeTime + .seconds(30))

    private func due(_ database: any SQLDatabase, at time: Timestamp = storeTime) async throws -> [String] {
        try await database.read {
            try EffectTable.due(connection: "portal", now: time, limit: 100, in: $0).map(\.key)
        }
    }

    private func send(_ database: any SQLDatabase, _ key: String) async throws -> (id: Int64, fence: Int64)? {
        let lease = lease
        return try await database.write { transaction in
            guard let effect = try EffectTable.effect(key: key, in: transaction) else { return nil }
            let fence = try EffectTable.send(effect.id, fence: effect.fence, lease, now: storeTime, in: transaction)
            return fence.map { (effect.id, $0) }
        }
    }

    private func move(_ database: any SQLDatabase, _ key: String, _ move: EffectMove) async throws -> Bool {
        try await database.write { transaction in
            guard let effect = try EffectTable.effect(key: key, in: transaction) else { return false }
            let step = EffectStep(move, at: storeTime)
            return try EffectTable.move(effect.id, fence: effect.fence, step, in: transaction)
        }
    }

    private func states(_ database: any SQLDatabase) async throws -> [String: EffectState] {
        let effects = try await database.read { try EffectTable.list(limit: 100, in: $0) }
        return Dictionary(uniqueKeysWithValues: effects.map { ($0.key, $0.state) })
    }

    @Test(arguments: StoreDriver.available)
    func `effects of a ticket are due one after the other, replies first`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            try await database.write { transaction in
                try EffectTable.insert(
                    [
                        .sample("a1"), .sample("a2", position: 1, kind: .status),
                        .sample("b1", run: 2, on: "2", lane: .sweeps), .sample("c1", run: 3, on: "3", lane: .replies),
                        .sample("recorded", run: 4, on: "4", state: .recorded), .sample("a1", run: 5),
                    ],
                    in: transaction
                )
            }
            let first = try await due(database)
            #expect(first == ["c1", "a1", "b1"])
            let sent = try #require(try await send(database, "a1"))
            let meanwhile = try await due(database)
            #expect(meanwhile == ["c1", "b1"])
            let step = EffectStep(.deliver, at: storeTime, providerID: "m9")
            let delivered = try await database.write {
                try EffectTable.move(sent.id, fence: sent.fence, step, in: $0)
            }
            #expect(delivered)
            let next = try await due(database)
            #expect(next == ["c1", "a2", "b1"])
            let kept = try await database.read { try EffectTable.effect(key: "a1", in: $0) }
            #expect(kept?.providerID == "m9")
            #expect(kept?.attempts == 1)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `who was overtaken neither sends nor settles`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            try await database.write { try EffectTable.insert([.sample("a")], in: $0) }
            let late = try #require(try await send(database, "a"))
            let again = try await send(database, "a")
            #expect(again == nil)
            let tooEarly = try await database.write {
                try EffectTable.loseAbandoned(now: storeTime + .seconds(29), why: "x", in: $0)
            }
            #expect(tooEarly == 0)
            try await database.write { try EffectTable.loseAbandoned(now: storeTime + .seconds(30), why: "x", in: $0) }
            let holds = try await database.read { try EffectTable.holds(late.id, fence: late.fence, in: $0) }
            #expect(!holds)
            let step = EffectStep(.deliver, at: storeTime)
            let moved = try await database.write { try EffectTable.move(late.id, fence: late.fence, step, in: $0) }
            #expect(!moved)
            let effect = try await database.read { try EffectTable.effect(key: "a", in: $0) }
            #expect(effect?.state == .unknown)
            #expect(effect?.lostAt == storeTime + .seconds(30))
        }
    }

    @Test(arguments: StoreDriver.available)
    func `what is refused holds back the rest of its run at the ticket until an operator redrives it`(
        driver: StoreDriver
    ) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            try await database.write { transaction in
                try EffectTable.insert(
                    [
                        .sample("a1"), .sample("a2", position: 1, kind: .status),
                        .sample("elsewhere", position: 2, on: "2"), .sample("b1", run: 2, kind: .status),
                    ],
                    in: transaction
                )
            }
            let refused = try await move(database, "a1", .refuse)
            #expect(refused)
            let held = try await states(database)
            #expect(held == ["a1": .refused, "a2": .held, "elsewhere": .pending, "b1": .pending])
            let redriven = try await move(database, "a1", .redrive)
            #expect(redriven)
            let released = try await states(database)
            #expect(released["a1"] == .pending)
            #expect(released["a2"] == .pending)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `an unknown effect holds back its own run and what adds to the ticket, not other runs' settings`(
        driver: StoreDriver
    ) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            try await database.write { transaction in
                try EffectTable.insert(
                    [
                        .sample("a1"), .sample("a2", position: 1, kind: .status), .sample("b1", run: 2, kind: .status),
                        .sample("c1", run: 3, kind: .note),
                    ],
                    in: transaction
                )
            }
            let sent = try #require(try await send(database, "a1"))
            let lost = EffectStep(.lose, at: storeTime, notBefore: storeTime + .seconds(60))
            try await database.write { _ = try EffectTable.move(sent.id, fence: sent.fence, lost, in: $0) }
            let meanwhile = try await due(database)
            #expect(meanwhile == ["b1"])
            let later = try await due(database, at: storeTime + .seconds(60))
            #expect(later == ["b1", "a1"])
            let asked = try await move(database, "a1", .ask)
            #expect(asked)
            let after = try await due(database)
            #expect(after == ["b1"])
            let held = try await states(database)["a2"]
            #expect(held == .held)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `what follows an answer that came too late goes with it, what follows a value does not`(
        driver: StoreDriver
    ) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            try await database.write { transaction in
                try EffectTable.insert(
                    [
                        .sample("a1"), .sample("a2", position: 1, kind: .status),
                        .sample("b1", run: 2, on: "2", kind: .status), .sample("b2", run: 2, position: 1, on: "2"),
                    ],
                    in: transaction
                )
            }
            _ = try await move(database, "a1", .supersede)
            _ = try await move(database, "b1", .supersede)
            let states = try await states(database)
            #expect(states == ["a1": .superseded, "a2": .superseded, "b1": .superseded, "b2": .pending])
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a role changes hands only when its lease has run out, and its number grows`(driver: StoreDriver) async throws
    {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            func take(_ owner: String, at seconds: Int64) async throws -> Int64? {
                let now = storeTime + .seconds(seconds)
                return try await database.write {
                    try LeaseTable.take("relay:a", LeaseTerm(owner: owner, until: now + .seconds(30)), now: now, in: $0)
                }
            }
            let numbers = [
                try await take("one", at: 0), try await take("two", at: 29), try await take("one", at: 29),
                try await take("two", at: 59),
            ]
            #expect(numbers == [1, nil, 1, 2])
        }
    }
}
