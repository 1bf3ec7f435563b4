import Store
import Testing
import TicketModel

struct RunTableTests {
    private func lease(_ owner: String, until seconds: Int64 = 20) -> LeaseTerm {
        LeaseTerm(owner: owner, until: storeTime + .seconds(seconds))
    }

    /// Claims whatever may begin, and answers the keys in order.
    private func claim(
        _ database: any SQLDatabase,
        _ owner: String = "one",
        at time: Timestamp = storeTime
    ) async throws -> [RunRecord] {
        let lease = LeaseTerm(owner: owner, until: time + .seconds(20))
        return try await database.write { transaction in
            let ids = try RunTable.candidates(now: time, limit: 100, in: transaction).map(\.id)
            return try RunTable.claim(ids, lease, now: time, in: transaction)
        }
    }

    private func finish(_ database: any SQLDatabase, _ run: RunRecord) async throws -> Bool {
        let ending = RunEnding(.finish, at: storeTime, version: "1.0.1", verdict: "acted")
        return try await database.write { try RunTable.end(run.id, fence: run.fence, ending, in: $0) }
    }

    @Test(arguments: StoreDriver.available)
    func `a run's key makes it once, and it comes back as it was`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let run = NewRun.sample("a")
            let counts = try await database.write { transaction in
                [try RunTable.insert([run, run], in: transaction), try RunTable.insert([run], in: transaction)]
            }
            #expect(counts == [1, 0])
            let listed = try await database.read { try RunTable.list(limit: 10, in: $0) }
            let kept = try #require(listed.first)
            #expect(listed.count == 1)
            #expect(kept.state == .available)
            #expect(kept.ticket == TicketID(connection: "portal", id: "1"))
            #expect(kept.payload == run.payload)
            #expect(kept.change == 7)
            #expect(kept.attempts == 0)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `one run at a time per ticket, in order, and tickets side by side`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            try await database.write { transaction in
                try RunTable.insert(
                    [.sample("a1", on: "1"), .sample("b1", on: "2"), .sample("a2", on: "1"), .sample("none", on: nil)],
                    in: transaction
                )
            }
            let first = try await claim(database)
            #expect(first.map(\.key) == ["a1", "b1", "none"])
            let meanwhile = try await claim(database)
            #expect(meanwhile.isEmpty)
            let ended = try await finish(database, first[0])
            #expect(ended)
            let second = try await claim(database)
            #expect(second.map(\.key) == ["a2"])
        }
    }

    @Test(arguments: StoreDriver.available)
    func `what is due later holds nobody back, what is retried does`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            try await database.write { transaction in
                try RunTable.insert(
                    [
                        .sample("later", on: "1", dueAt: storeTime + .days(2)), .sample("now", on: "1"),
                        .sample("next", on: "1"),
                    ],
                    in: transaction
                )
            }
            let first = try await claim(database)
            #expect(first.map(\.key) == ["now"])
            let failing = RunEnding(
                .fail,
                at: storeTime,
                dueAt: storeTime + .seconds(30),
                version: "1.0.0",
                verdict: "failed"
            )
            let id = first[0].id
            let fence = first[0].fence
            try await database.write { _ = try RunTable.end(id, fence: fence, failing, in: $0) }
            let blocked = try await claim(database, at: storeTime + .seconds(10))
            #expect(blocked.isEmpty)
            let again = try await claim(database, at: storeTime + .seconds(31))
            #expect(again.map(\.key) == ["now"])
            #expect(again.map(\.attempts) == [2])
        }
    }

    @Test(arguments: StoreDriver.available)
    func `lanes go first, then the time`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            try await database.write { transaction in
                try RunTable.insert(
                    [
                        .sample("sweep", on: "1", lane: .sweeps), .sample("change", on: "2"),
                        .sample("reply", on: "3", lane: .replies),
                    ],
                    in: transaction
                )
            }
            let candidates = try await database.write {
                try RunTable.candidates(now: storeTime, limit: 2, in: $0).map(\.id)
            }
            #expect(candidates == [3, 2])
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a worker that wakes up late can write nothing`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            try await database.write { try RunTable.insert([.sample("a")], in: $0) }
            let late = try #require(try await claim(database, "late").first)
            let stillLeased = try await claim(database, "other", at: storeTime + .seconds(19))
            #expect(stillLeased.isEmpty)
            let taker = try #require(try await claim(database, "other", at: storeTime + .seconds(21)).first)
            #expect(taker.fence > late.fence)
            #expect(taker.attempts == 2)
            let lateEnd = try await finish(database, late)
            #expect(!lateEnd)
            let end = try await finish(database, taker)
            #expect(end)
            let run = try await database.read { try RunTable.run(taker.id, in: $0) }
            #expect(run?.state == .done)
            #expect(run?.version == "1.0.1")
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a heartbeat keeps a run, and only its own`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            try await database.write {
                try RunTable.insert([.sample("a", on: "1")], in: $0)
            }
            let ids = try await claim(database, "one").map(\.id)
            try await database.write { try RunTable.renew(ids, lease("two", until: 60), in: $0) }
            try await database.write { try RunTable.renew(ids, lease("one", until: 40), in: $0) }
            try await database.write { try RunTable.renew([], lease("one", until: 60), in: $0) }
            let early = try await claim(database, "two", at: storeTime + .seconds(39))
            let late = try await claim(database, "two", at: storeTime + .seconds(40))
            #expect(early.isEmpty)
            #expect(late.count == 1)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a pause stops what it names and nothing else`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            try await database.write { transaction in
                try RunTable.insert(
                    [
                        .sample("paused", on: "1", automation: "x"), .sample("other", on: "1"),
                        .sample("third", on: "2"),
                    ],
                    in: transaction
                )
                let pause = Pause(.automation("x"), reason: "too loud", by: "operator", since: storeTime)
                #expect(try PauseTable.add(pause, in: transaction))
                #expect(try !PauseTable.add(pause, in: transaction))
            }
            let claimed = try await claim(database)
            #expect(claimed.map(\.key) == ["other", "third"])
            for run in claimed { _ = try await finish(database, run) }
            try await database.write { transaction in
                #expect(try PauseTable.remove(.automation("x"), in: transaction))
                _ = try PauseTable.add(Pause(.all, reason: "stop", by: "operator", since: storeTime), in: transaction)
            }
            let none = try await claim(database)
            #expect(none.isEmpty)
            try await database.write { _ = try PauseTable.remove(.all, in: $0) }
            let rest = try await claim(database)
            #expect(rest.map(\.key) == ["paused"])
        }
    }

    @Test(arguments: StoreDriver.available)
    func `two programs never run the same ticket at once`(driver: StoreDriver) async throws {
        try await driver.withTwoDatabases { one, two in
            _ = try await one.migrated()
            try await one.write { transaction in
                try RunTable.insert((1...40).map { .sample("\($0)", on: String($0 % 5)) }, in: transaction)
            }
            var claimed: [Int64] = []
            while claimed.count < 40 {
                async let left = try? claim(one, "one")
                async let right = try? claim(two, "two")
                let runs = (await left ?? []) + (await right ?? [])
                #expect(Set(runs.map(\.ticket)).count == runs.count)
                try #require(!runs.isEmpty)
                claimed += runs.map(\.id)
                for run in runs { _ = try await finish(one, run) }
            }
            #expect(Set(claimed).count == 40)
            // In order, ticket by ticket.
            for ticket in 0..<5 {
                let ofTicket = claimed.filter { ($0 % 5) == ticket }
                #expect(ofTicket == ofTicket.sorted())
            }
        }
    }
}
