import Synchronization

/// Copies one store into another, whatever the two databases are: one snapshot of the source, one transaction in the target.
///
/// So a backup of either database is a SQLite file, and either can be restored from it.
package struct StoreCopy: Sendable {
    /// How many rows were copied, by table.
    package let rows: [String: Int]

    /// Copies every row of the tables that the first so many migrations make.
    ///
    /// - Parameters:
    ///   - source: only read; others may write to it meanwhile.
    ///   - target: what it holds in those tables is lost.
    ///   - count: how many migrations both have.
    ///   - prepare: runs first in the target's transaction; it makes the tables where they are not there yet.
    /// - Throws: what went wrong on either side first; then the target is as it was.
    package init(
        from source: any SQLDatabase,
        to target: any SQLDatabase,
        migrations count: Int = Schema.migrations.count,
        prepare: @escaping @Sendable (SQLTransaction) throws -> Void = { _ in }
    ) async throws {
        let tables = Schema.tables(after: count)
        let pipe = RowPipe()
        let begun = Mutex(false)
        let location = target.location
        async let reading: Void = Self.ending(pipe) {
            try await source.read { try Self.read(tables, into: pipe, $0) }
        }
        async let writing = Self.ending(pipe) {
            try await target.write { transaction in
                // What has gone through the pipe does not come again.
                let isFirst = begun.withLock { hasBegun in
                    defer { hasBegun = true }
                    return !hasBegun
                }
                guard isFirst else { throw StoreFailure.contended(location, attempts: 1) }
                try prepare(transaction)
                return try Self.write(tables, outOf: pipe, transaction)
            }
        }
        do {
            _ = try await reading
            rows = try await writing
        } catch {
            // The first failure is the cause; the other side only hears of it.
            throw pipe.failure ?? error
        }
    }

    private static func ending<Value: Sendable>(
        _ pipe: RowPipe,
        _ work: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await work()
        } catch {
            pipe.fail(error)
            throw error
        }
    }

    private static let rowsAtOnce = 500

    private static func read(_ tables: [SchemaTable], into pipe: RowPipe, _ reader: any SQLReader) throws {
        for table in tables {
            var columns: SQLColumns?
            var batch: [[SQLValue]] = []
            func flush() throws {
                guard let columns, !batch.isEmpty else { return }
                try pipe.put(.rows(of: table, columns: columns, batch))
                batch = []
            }
            try reader.forEach("SELECT * FROM \(table.sql)", []) { row in
                columns = row.columns
                batch.append(row.values)
                if batch.count == rowsAtOnce { try flush() }
                return true
            }
            try flush()
            if table.isNumbered {
                try pipe.put(.sequence(of: table, last: try SequenceRows.last(of: table, in: reader)))
            }
        }
        try pipe.put(.end)
    }

    private static func write(
        _ tables: [SchemaTable],
        outOf pipe: RowPipe,
        _ transaction: SQLTransaction
    ) throws -> [String: Int] {
        for table in tables { try transaction.execute("DELETE FROM \(table.sql)") }
        var counts = Dictionary(uniqueKeysWithValues: tables.map { ($0.name, 0) })
        while true {
            switch try pipe.take() {
            case .rows(let table, let columns, let rows):
                let names = columns.names.map { SQL(unchecked: $0) }.joined(separator: ", ")
                let places = (1...columns.names.count).map(SQL.place).joined(separator: ", ")
                try transaction.execute("INSERT INTO \(table.sql) (\(names)) VALUES (\(places))", rows: rows)
                counts[table.name, default: 0] += rows.count
            case .sequence(let table, let last):
                try SequenceRows.set(last, of: table, in: transaction)
            case .end: return counts
            }
        }
    }
}
