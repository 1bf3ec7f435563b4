import Store
import Testing

/// One text, two databases.
struct SQLDialectTests {
    @Test(arguments: [
        ("SELECT $1, $12, $1", "SELECT ?1, ?12, ?1"),
        ("SELECT '$1 {id} ''$2', \"{x}\", $3", "SELECT '$1 {id} ''$2', \"{x}\", ?3"),
        ("SELECT 1 -- $1 {id}\n, $2 /* {x} $3 */", "SELECT 1 -- $1 {id}\n, ?2 /* {x} $3 */"),
        ("t (id {id}, b {bytes}) {table}", "t (id INTEGER PRIMARY KEY AUTOINCREMENT, b BLOB) STRICT"),
        ("SELECT 1 {claim}", "SELECT 1 "),
        ("x IN {texts $2}", "x IN (SELECT value FROM json_each(?2))"),
        ("SELECT größe - $1", "SELECT größe - ?1"),
    ])
    func `SQLite gets numbered places and its own fragments`(text: String, rendered: String) throws {
        #expect(try SQLDialect.sqlite.render(SQL(unchecked: text)) == rendered)
    }

    @Test(arguments: [
        ("SELECT $1, '$2'", "SELECT $1, '$2'"),
        ("t {text}", "t TEXT COLLATE \"C\""),
        ("SELECT 1 {lock}", "SELECT 1 FOR UPDATE"),
        ("SELECT 1 {claim}", "SELECT 1 FOR UPDATE SKIP LOCKED"),
    ])
    func `PostgreSQL gets the places as they are`(text: String, rendered: String) throws {
        #expect(try SQLDialect.postgres.render(SQL(unchecked: text)) == rendered)
    }

    @Test
    func `texts are put together from texts alone`() {
        let filter: SQL = "status = \(SQL.place(1))"
        let sql: SQL = "SELECT id FROM ticket WHERE \([filter, "tag = $2"].joined(separator: " AND ")) LIMIT 5"
        #expect(sql.text == "SELECT id FROM ticket WHERE status = $1 AND tag = $2 LIMIT 5")
    }

    @Test
    func `the statement unused for longest makes room`() {
        var cache = StatementCache<Int>(capacity: 2)
        #expect(cache.put(1, for: "a") == nil)
        #expect(cache.put(2, for: "b") == nil)
        let taken = cache.take("a")
        #expect(taken == 1)
        #expect(cache.take("a") == nil)
        #expect(cache.put(1, for: "a") == nil)
        #expect(cache.put(3, for: "c") == 2)
        #expect(cache.put(4, for: "c") == 3)
        #expect(cache.take("b") == nil)
    }
}
