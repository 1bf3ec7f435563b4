import Store
import Testing
import TicketModel

struct PluginStateTableTests {
    @Test(arguments: StoreDriver.available)
    func `shadow and live do not see each other's state, and null removes a key`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            func write(_ values: [String: JSONValue], _ mode: String) async throws {
                try await database.write {
                    try PluginStateTable.write(values, automation: "x", mode: mode, now: storeTime, in: $0)
                }
            }
            func value(_ key: String, _ mode: String) async throws -> JSONValue? {
                try await database.read { try PluginStateTable.value(of: key, automation: "x", mode: mode, in: $0) }
            }
            try await write(["a": ["n": 1], "b": "x"], "live")
            try await write(["a": 2], "shadow")
            let a = [try await value("a", "live"), try await value("a", "shadow")]
            #expect(a == [["n": 1], 2])
            try await write(["a": .null, "b": false], "live")
            let after = [try await value("a", "live"), try await value("b", "live"), try await value("a", "shadow")]
            #expect(after == [nil, false, 2])
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a mark of once is taken by one run, until its window is over`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let database = try await database.migrated()
            let owner = OnceTable.Owner(automation: "x", mode: "live", handler: "triggers[1]")
            func take(_ run: Int64, since: Int64, at seconds: Int64) async throws -> Bool {
                try await database.write {
                    try OnceTable.take(
                        owner,
                        scope: "ticket portal/1",
                        run: run,
                        since: storeTime + .seconds(since),
                        now: storeTime + .seconds(seconds),
                        in: $0
                    )
                }
            }
            let taken = [
                try await take(1, since: -100, at: 0), try await take(2, since: -1, at: 1),
                try await take(1, since: -1, at: 2), try await take(2, since: 2, at: 3),
            ]
            #expect(taken == [true, false, true, true])
        }
    }
}
