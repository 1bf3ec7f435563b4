import Store
import Synchronization
import Testing

/// What many transactions at once promise, on every driver.
struct ConcurrencyTests {
    @Test(arguments: StoreDriver.available)
    func `writes that fail do not hurt those they waited with`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.makeItems()
            let failures = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        do {
                            try await database.write { transaction in
                                let insert: SQL = "INSERT INTO item (name) VALUES ($1)"
                                try transaction.execute(insert, [.value("n\(number)")])
                                if number % 3 == 0 { throw Refusal() }
                                if number % 6 == 4 { try transaction.execute(insert, [.value("n\(number)")]) }
                            }
                            return false
                        } catch {
                            return true
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(failures == 150)
            let names = try await database.names()
            #expect(names.count == 150)
            let isRight = names.allSatisfy { name in
                Int(name.dropFirst()).map { $0 % 3 != 0 && $0 % 6 != 4 } ?? false
            }
            #expect(isRight)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `two programs that count up lose nothing`(driver: StoreDriver) async throws {
        try await driver.withTwoDatabases { one, other in
            try await one.makeItems()
            try await one.write { _ = try $0.execute("INSERT INTO item (name, size) VALUES ('n', 0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<100 {
                    let database = number % 2 == 0 ? one : other
                    group.addTask {
                        try await database.write { transaction in
                            let size: Int64 = try transaction.value("SELECT size FROM item WHERE name = 'n' {lock}")
                            try transaction.execute("UPDATE item SET size = $1", [.value(size + 1)])
                        }
                    }
                }
                try await group.waitForAll()
            }
            let size: Int64 = try await other.read { try $0.value("SELECT size FROM item") }
            #expect(size == 100)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `claims by many workers never overlap`(driver: StoreDriver) async throws {
        try await driver.withTwoDatabases { one, other in
            try await one.makeItems()
            try await one.write { transaction in
                try transaction.execute(
                    "INSERT INTO item (name) VALUES ($1)",
                    rows: (0..<200).map { [.value("n\($0)")] }
                )
            }
            let claimed = try await withThrowingTaskGroup(of: [Int64].self) { group in
                for worker in 0..<8 {
                    let database = worker % 2 == 0 ? one : other
                    group.addTask {
                        var mine: [Int64] = []
                        while let id = try await Self.claim(database, by: worker) { mine.append(id) }
                        return mine
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.count == 200)
            #expect(Set(claimed).count == 200)
        }
    }

    private static func claim(_ database: any SQLDatabase, by worker: Int) async throws -> Int64? {
        try await database.write { transaction in
            let row = try transaction.first(
                """
                UPDATE item SET size = $1 WHERE id = (
                    SELECT id FROM item WHERE size IS NULL ORDER BY id LIMIT 1 {claim}
                ) RETURNING id
                """,
                [.value(worker)]
            )
            return try row?["id"]
        }
    }

    @Test(arguments: StoreDriver.available)
    func `readers see only what is committed, and one state of it`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.makeItems()
            try await database.insert("a")
            let writer = Turn()
            let reader = Turn()
            async let writing: Void = database.write { transaction in
                try transaction.execute("INSERT INTO item (name) VALUES ('b')")
                writer.done()
                reader.wait()
            }
            await writer.reached()
            let during = try await database.names()
            #expect(during == ["a"])
            reader.done()
            try await writing
            let after = try await database.names()
            #expect(after == ["a", "b"])

            let begun = Turn()
            let changed = Turn()
            async let counts = database.read { reader in
                let before: Int64 = try reader.value("SELECT COUNT(*) FROM item")
                begun.done()
                changed.wait()
                let after: Int64 = try reader.value("SELECT COUNT(*) FROM item")
                return [before, after]
            }
            await begun.reached()
            try await database.insert("c")
            changed.done()
            let seen = try await counts
            #expect(seen == [2, 2])
        }
    }
}
