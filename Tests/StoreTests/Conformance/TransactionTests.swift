import Store
import Synchronization
import Testing

/// What a transaction promises, on every driver.
struct TransactionTests {
    @Test(arguments: StoreDriver.available)
    func `a closure that throws leaves nothing`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.makeItems()
            await #expect(throws: Refusal.self) {
                try await database.write { transaction in
                    try transaction.execute("INSERT INTO item (name) VALUES ('a')")
                    throw Refusal()
                }
            }
            let names = try await database.names()
            #expect(names.isEmpty)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a row that is there already is a unique violation`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.makeItems()
            try await database.insert("a")
            let again = try await failure { try await database.insert("a") }
            #expect(again.kind == .constraint(.unique))
            #expect(again.message.contains("breaks the rule \"unique\""))
            let null = try await failure {
                try await database.write { _ = try $0.execute("INSERT INTO item (name) VALUES ($1)", [nil]) }
            }
            #expect(null.kind == .constraint(.notNull))
        }
    }

    @Test(arguments: StoreDriver.available)
    func `one bad set of values undoes the sets that came with it`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.makeItems()
            let insert: SQL = "INSERT INTO item (name) VALUES ($1)"
            let bad = try await failure {
                try await database.write { transaction in
                    _ = try transaction.execute(insert, rows: (0..<300).map { [.text("n\($0 == 290 ? 0 : $0)")] })
                }
            }
            #expect(bad.kind == .constraint(.unique))
            let none = try await database.write { try $0.execute(insert, rows: []) }
            #expect(none == 0)
            let names = try await database.names()
            #expect(names.isEmpty)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `each new row tells its number, and one that is left out none`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.makeItems()
            let insert: SQL = "INSERT INTO item (name) VALUES ($1) ON CONFLICT (name) DO NOTHING"
            let names = (0..<300).map { "n\($0 % 298)" }
            let numbers = try await database.write { try $0.insert(insert, rows: names.map { [.text($0)] }) }
            #expect(numbers.map { $0 == nil } == (0..<300).map { $0 >= 298 })
            let kept = try await database.read { reader in
                try reader.query("SELECT id, name FROM item ORDER BY id").map { row -> String in
                    "\(try row["id"] as Int64) \(try row["name"] as String)"
                }
            }
            #expect(kept == zip(numbers, names).compactMap { number, name in number.map { "\($0) \(name)" } })
            let bad = try await failure {
                try await database.write { _ = try $0.insert(insert, rows: [[.text("x")], [nil], [.text("y")]]) }
            }
            #expect(bad.kind == .constraint(.notNull))
            let none = try await database.write { try $0.insert(insert, rows: []) }
            #expect(none.isEmpty)
            let count: Int = try await database.read { try $0.value("SELECT count(*) FROM item") }
            #expect(count == 298)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `foreign keys and checks are kept`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.makeItems()
            try await database.write { transaction in
                try transaction.execute(
                    """
                    CREATE TABLE part (
                        item {integer} NOT NULL REFERENCES item (id),
                        later {integer} REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED,
                        size {integer} CHECK (size > 0)
                    ) {table}
                    """
                )
            }
            let orphan = try await failure {
                try await database.write { _ = try $0.execute("INSERT INTO part (item) VALUES (7)") }
            }
            #expect(orphan.kind == .constraint(.foreignKey))
            try await database.insert("a")
            let deferred = try await failure {
                try await database.write { _ = try $0.execute("INSERT INTO part (item, later) VALUES (1, 7)") }
            }
            #expect(deferred.kind == .constraint(.foreignKey))
            let check = try await failure {
                try await database.write { _ = try $0.execute("INSERT INTO part (item, size) VALUES (1, 0)") }
            }
            #expect(check.kind == .constraint(.check))
            let count: Int64 = try await database.read { try $0.value("SELECT COUNT(*) FROM part") }
            #expect(count == 0)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `ON CONFLICT and RETURNING tell what became of a row`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.makeItems()
            let sql: SQL = """
                INSERT INTO item (name, size) VALUES ($1, $2)
                ON CONFLICT (name) DO UPDATE SET size = item.size + excluded.size RETURNING id, size
                """
            let first = try await database.write { try $0.one(sql, ["a", 1]) }
            let second = try await database.write { try $0.one(sql, ["a", 2]) }
            #expect(try first["id"] as Int64 == second["id"])
            #expect(try second["size"] == 3 as Int64)
            let nothing = try await database.write { transaction in
                try transaction.first("INSERT INTO item (name) VALUES ('a') ON CONFLICT DO NOTHING RETURNING id")
            }
            #expect(nothing == nil)
            let counts = try await database.write { transaction in
                [
                    try transaction.execute("UPDATE item SET size = 0 WHERE name = 'nobody'"),
                    try transaction.execute("UPDATE item SET size = 0"),
                    try transaction.execute("INSERT INTO item (name) VALUES ('a') ON CONFLICT DO NOTHING"),
                    try transaction.execute("CREATE INDEX item_size ON item (size)"),
                    try transaction.execute("DELETE FROM item"),
                ]
            }
            #expect(counts == [0, 1, 0, 0, 1])
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a failed statement spoils the transaction, even where the closure goes on`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.makeItems()
            try await database.insert("a")
            let later = Mutex<StoreFailure?>(nil)
            let spoilt = try await failure {
                try await database.write { transaction in
                    try transaction.execute("INSERT INTO item (name) VALUES ('b')")
                    _ = try? transaction.execute("INSERT INTO item (name) VALUES ('a')")
                    do {
                        try transaction.execute("INSERT INTO item (name) VALUES ('c')")
                    } catch let failure as StoreFailure {
                        later.withLock { $0 = failure }
                    }
                }
            }
            #expect(spoilt.kind == .constraint(.unique))
            let refused = try #require(later.withLock { $0 })
            #expect(refused.kind == .misuse)
            #expect(refused.message.contains("let the first failure end the closure, or use a savepoint"))
            let names = try await database.names()
            #expect(names == ["a"])
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a savepoint undoes only its own part`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.makeItems()
            try await database.write { transaction in
                try transaction.execute("INSERT INTO item (name) VALUES ('a')")
                try? transaction.savepoint {
                    try transaction.execute("INSERT INTO item (name) VALUES ('b')")
                    try transaction.savepoint { _ = try transaction.execute("INSERT INTO item (name) VALUES ('a')") }
                }
                try transaction.savepoint { _ = try transaction.execute("INSERT INTO item (name) VALUES ('c')") }
            }
            let names = try await database.names()
            #expect(names == ["a", "c"])
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a transaction is refused after its closure, and so is a second one inside`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.makeItems()
            let kept = Kept()
            try await database.write { kept.transaction = $0 }
            let ended = try await failure { _ = try kept.transaction?.execute("DELETE FROM item") }
            #expect(ended.message.hasPrefix("A transaction was used after its closure had ended"))
            let texts: [SQL] = ["BEGIN", " commit", "-- x\nROLLBACK", "/* y */ SAVEPOINT a", "release a"]
            for text in texts {
                let nested = try await failure { try await database.write { _ = try $0.execute(text) } }
                #expect(nested.kind == .misuse)
                #expect(nested.message.contains("would begin or end a transaction"))
            }
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a read that writes is refused`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.makeItems()
            let refused = try await failure {
                _ = try await database.read { try $0.query("INSERT INTO item (name) VALUES ('a') RETURNING id") }
            }
            #expect(refused.kind == .misuse)
            #expect(refused.message.hasSuffix("use a write for it"))
            let names = try await database.names()
            #expect(names.isEmpty)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a text that is no statement, or two, is refused with its beginning`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            let unknown = try await failure { _ = try await database.read { try $0.query("SELECT a FROM nowhere") } }
            #expect(unknown.kind == .misuse)
            #expect(unknown.message.contains("cannot run the statement \"SELECT a FROM nowhere\""))
            let two = try await failure { try await database.write { _ = try $0.query("SELECT 1; SELECT 2") } }
            #expect(two.kind == .misuse)
            let fragment = try await failure { _ = try await database.read { try $0.query("SELECT {nothing}") } }
            let told = "has the unknown fragment \"{nothing}\"; there are {by NAME}, {bytes}, {claim}"
            #expect(fragment.message.contains(told))
        }
    }

    @Test(arguments: StoreDriver.available)
    func `rows can be taken one at a time, with other statements in between`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.makeItems()
            try await database.write { transaction in
                try transaction.execute(
                    "INSERT INTO item (name, size) VALUES ($1, $2)",
                    rows: (0..<2_500).map { [.value("n\($0)"), .value($0)] }
                )
            }
            let taken = try await database.read { reader in
                var sizes: [Int64] = []
                let sql: SQL = "SELECT size FROM item WHERE size >= $1 ORDER BY size"
                try reader.forEach(sql, [10]) { row in
                    let next: Int64 = try reader.value("SELECT size + 1 FROM item WHERE size = $1", [try row["size"]])
                    if sizes.isEmpty { sizes = try Self.sizes(reader, sql, from: 2_499) }
                    sizes.append(next)
                    return sizes.count < 2_001
                }
                return sizes
            }
            #expect(taken == [2_499] + Array(11...2_010))
            await #expect(throws: Refusal.self) {
                try await database.read { try $0.forEach("SELECT 1", []) { _ in throw Refusal() } }
            }
        }
    }
}

extension TransactionTests {
    private static func sizes(_ reader: any SQLReader, _ sql: SQL, from least: Int64) throws -> [Int64] {
        var sizes: [Int64] = []
        try reader.forEach(sql, [.integer(least)]) { row in
            sizes.append(try row[0])
            return true
        }
        return sizes
    }
}

/// Lets a transaction out of its closure, which nobody should.
private final class Kept: @unchecked Sendable {
    var transaction: SQLTransaction?
}
