/// Prepared statements by their text, the longest unused given up first.
///
/// Filters make many texts, and what is prepared holds memory, on a server too.
package struct StatementCache<Statement> {
    private struct Entry {
        var statement: Statement
        var used: UInt64
    }

    private let capacity: Int
    private var entries: [SQL: Entry] = [:]
    private var clock: UInt64 = 0

    /// An empty cache for so many statements, at least one.
    package init(capacity: Int = 256) {
        self.capacity = max(1, capacity)
    }

    /// Takes the statement out, so that nobody else can use it at the same time.
    package mutating func take(_ sql: SQL) -> Statement? {
        entries.removeValue(forKey: sql)?.statement
    }

    /// Puts a statement in, or back; answers the one that had to go for it.
    package mutating func put(_ statement: Statement, for sql: SQL) -> Statement? {
        clock += 1
        let replaced = entries.updateValue(Entry(statement: statement, used: clock), forKey: sql)?.statement
        guard replaced == nil, entries.count > capacity,
            let oldest = entries.min(by: { $0.value.used < $1.value.used })
        else { return replaced }
        return entries.removeValue(forKey: oldest.key)?.statement
    }

    /// Empties the cache.
    package mutating func removeAll() {
        entries.removeAll()
    }
}
