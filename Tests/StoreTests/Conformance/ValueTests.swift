import Store
import Testing
import TicketModel

/// What goes in comes out, on every driver.
struct ValueTests {
    static let values: [SQLValue] = [
        .null, .integer(0), .integer(.max), .integer(.min), .integer(9_007_199_254_740_993), .real(0.1),
        .real(-1.5e300), .real(.infinity), .text(""), .text("héllo"), .text("日本語 👩‍👩‍👧 'quoted' \"twice\" $1 {id}"),
        .bytes([]), .bytes([0, 1, 0, 255, 0]), .bytes(Array(repeating: 7, count: 100_000)),
        .text(String(repeating: "ö", count: 100_000)),
    ]

    @Test(arguments: StoreDriver.available)
    func `every value comes back as it went in`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.write { transaction in
                try transaction.execute(
                    "CREATE TABLE thing (n {integer} NOT NULL, i {integer}, r {real}, t {text}, b {bytes}) {table}"
                )
                for (number, value) in Self.values.enumerated() {
                    let column: SQL =
                        switch value {
                        case .integer, .null: "i"
                        case .real: "r"
                        case .text: "t"
                        case .bytes: "b"
                        }
                    try transaction.execute(
                        "INSERT INTO thing (n, \(column)) VALUES ($1, $2)",
                        [.value(number), value]
                    )
                }
            }
            let rows = try await database.read { try $0.query("SELECT n, i, r, t, b FROM thing ORDER BY n") }
            let kept = try rows.map { row in
                try ["i", "r", "t", "b"].map { try row[$0] as SQLValue }.first { $0 != .null } ?? .null
            }
            #expect(kept == Self.values)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `columns read as Swift's own types`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.write { transaction in
                try transaction.execute(
                    "CREATE TABLE thing (yes {integer}, at {integer}, name {text}, size {real}, none {text}) {table}"
                )
                try transaction.execute(
                    "INSERT INTO thing VALUES ($1, $2, $3, $4, $5)",
                    [
                        .value(true), .value(Timestamp(microseconds: 1_700_000_000_000_001)), "n", .value(2.5),
                        .value(nil as String?),
                    ]
                )
            }
            let row = try await database.read { try $0.one("SELECT yes, at, name, size, none FROM thing") }
            #expect(try row["yes"] == true)
            #expect(try row["at"] == Timestamp(microseconds: 1_700_000_000_000_001))
            #expect(try row["name"] == "n")
            #expect(try row["size"] == 2.5)
            #expect(try row["none"] == nil as String?)
            #expect(try row[2] == "n")
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a wrong column, type or count is said clearly`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.makeItems()
            try await database.insert("a")
            let row = try await database.read { try $0.one("SELECT name, size FROM item") }
            let missing = try await failure { _ = try row["nam"] as String }
            #expect(missing.message == "A row has no column \"nam\"; it has \"name\", \"size\"")
            let wrong = try await failure { _ = try row["name"] as Int64 }
            #expect(
                wrong.message
                    == "The column \"name\" holds text, and an integer was asked for; ask for what it holds, or CAST it"
            )
            let absent = try await failure { _ = try row["size"] as Int64 }
            #expect(absent.kind == .misuse)
            let count = try await failure {
                try await database.write { _ = try $0.execute("DELETE FROM item WHERE name = $1", []) }
            }
            #expect(count.kind == .misuse)
            #expect(count.message.contains("it takes 1 values and was given 0"))
            let type = try await failure {
                try await database.write { _ = try $0.execute("INSERT INTO item (name, size) VALUES ('b', $1)", ["x"]) }
            }
            #expect(type.kind == .misuse)
        }
    }

    @Test(arguments: StoreDriver.available)
    func `texts are ordered by their bytes and told apart by case`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.makeItems()
            let names = ["é", "z", "Z", "a", "ä", "日", "_", "10", "9", "👍", "A"]
            for name in names { try await database.insert(name) }
            let sorted = try await database.names()
            #expect(sorted == names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
            let above: [String] = try await database.read {
                try $0.query("SELECT name FROM item WHERE name > $1 ORDER BY name LIMIT $2", ["a", 2]).map { try $0[0] }
            }
            #expect(above == ["z", "ä"])
        }
    }

    @Test(arguments: StoreDriver.available)
    func `a NUL in a text is stored as the replacement character`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.makeItems()
            try await database.insert("a\0b")
            let names = try await database.names()
            #expect(names == ["a\u{FFFD}b"])
            #expect(SQLValue.storable("a\0b") == "a\u{FFFD}b")
            #expect(SQLValue.storable("e\u{301}\0\r\n") == "e\u{301}\u{FFFD}\r\n")
        }
    }

    @Test(arguments: StoreDriver.available)
    func `counts, sums and lists read alike`(driver: StoreDriver) async throws {
        try await driver.withDatabase { database in
            try await database.makeItems()
            try await database.write { transaction in
                let changed = try transaction.execute(
                    "INSERT INTO item (name, size) VALUES ($1, $2)",
                    rows: (1...700).map { [.value("n\($0)"), .value($0)] }
                )
                #expect(changed == 700)
                let count: Int64 = try transaction.value("SELECT COUNT(*) FROM item")
                #expect(count == 700)
                let sum: Int64 = try transaction.value("SELECT SUM(size) FROM item")
                #expect(sum == 245_350)
                let mean: Double = try transaction.value("SELECT AVG(size) FROM item")
                #expect(mean == 350.5)
                let none: Int64? = try transaction.value("SELECT MAX(size) FROM item WHERE size < 0")
                #expect(none == nil)
                let there: Bool = try transaction.value("SELECT EXISTS (SELECT 1 FROM item WHERE size = $1)", [7])
                #expect(there)
                let texts = try transaction.query(
                    "SELECT size FROM item WHERE name IN {texts $1} ORDER BY size",
                    [.texts(["n3", "n5", "it's \"x\""])]
                )
                #expect(try texts.map { try $0[0] as Int64 } == [3, 5])
                let integers = try transaction.query(
                    "SELECT size FROM item WHERE size IN {integers $1} AND size > $2 ORDER BY size",
                    [.integers([3, 5, 9, 1_000]), 4]
                )
                #expect(try integers.map { try $0[0] as Int64 } == [5, 9])
            }
        }
    }
}
