import CPostgres
import Store

/// A link with its prepared statements, as a transaction sees it.
final class PostgresConnection: SQLConnection {
    /// What the server knows of a prepared statement.
    private struct Prepared {
        var name: String
        var types: [UInt32]
        var columns: SQLColumns
        var text: String
    }

    private static let binary: Int32 = 1
    /// How many are sent before their answers are read: those are small, and have to fit in the socket's buffer.
    private static let sentAtOnce = 256
    private static let fetchedAtOnce = 500

    let link: PostgresLink
    private var statements = StatementCache<Prepared>()
    private var prepared = 0
    private var scans = 0
    /// The SQLSTATE of the last failure.
    private(set) var lastCode: String?
    private var hasCommitFailed = false

    init(_ link: PostgresLink) {
        self.link = link
    }

    var dialect: SQLDialect { .postgres }

    var isInTransaction: Bool { link.isInTransaction }

    /// The transaction ends because the server broke it off for the sake of another one.
    var isBrokenOff: Bool { StoreFailure.isBrokenOff(lastCode) && (link.isSpoilt || hasCommitFailed) }

    func begin(_ text: String) throws(StoreFailure) {
        lastCode = nil
        hasCommitFailed = false
        try link.run(text)
    }

    /// Commits; a link lost meanwhile leaves the outcome open.
    func commit() throws(StoreFailure) {
        do {
            try link.run("COMMIT")
        } catch {
            lastCode = error.code
            hasCommitFailed = true
            throw error.kind == .connectionLost ? .commitUnknown(link.location, code: error.code) : error
        }
    }

    /// Leaves the transaction; a link on which that fails is not used again.
    func rollBack() {
        if link.isInTransaction { try? link.run("ROLLBACK") }
    }

    func run(_ sql: SQL, _ values: [SQLValue]) throws(StoreFailure) -> Int {
        try execute(sql, values).changes
    }

    func query(_ sql: SQL, _ values: [SQLValue]) throws(StoreFailure) -> [SQLRow] {
        let statement = try prepare(sql)
        let result = try execute(statement, sql, values)
        return try rows(result, statement.columns, sql)
    }

    func run(_ sql: SQL, rows: [[SQLValue]]) throws(StoreFailure) -> Int {
        var count = 0
        try pipeline(rows, sql) { answer, _ in count += answer.changes }
        return count
    }

    func insert(_ sql: SQL, rows: [[SQLValue]]) throws(StoreFailure) -> [Int64?] {
        var numbers: [Int64?] = []
        numbers.reserveCapacity(rows.count)
        try pipeline(rows, sql + " RETURNING id") { answer, statement throws(WireProblem) in
            let row = answer.rowCount > 0 ? try answer.row(0, columns: statement.columns) : nil
            if case .integer(let number) = row?.values.first { numbers.append(number) } else { numbers.append(nil) }
        }
        return numbers
    }

    func scan(_ sql: SQL, _ values: [SQLValue], _ body: (SQLRow) -> Bool) throws(StoreFailure) {
        let statement = try prepare(sql)
        let parameters = try encode(values, statement, sql)
        scans += 1
        let name = "usher_scan_\(scans)"
        let opened = parameters.withPointers { values, lengths, formats in
            PQexecParams(
                link.handle,
                "DECLARE \(name) NO SCROLL CURSOR FOR \(statement.text)",
                parameters.count,
                statement.types,
                values,
                lengths,
                formats,
                Self.binary
            )
        }
        _ = try good(opened, sql)
        while true {
            let fetch = "FETCH \(Self.fetchedAtOnce) FROM \(name)"
            let result = try good(PQexecParams(link.handle, fetch, 0, nil, nil, nil, nil, Self.binary), sql)
            let rows = try rows(result, statement.columns, sql)
            guard rows.allSatisfy(body), rows.count == Self.fetchedAtOnce else { break }
        }
        try control("CLOSE \(name)")
    }

    func control(_ text: String) throws(StoreFailure) {
        _ = try good(PQexec(link.handle, text), SQL(unchecked: text))
    }

    private func execute(_ sql: SQL, _ values: [SQLValue]) throws(StoreFailure) -> PostgresResult {
        try execute(try prepare(sql), sql, values)
    }

    private func execute(
        _ statement: Prepared,
        _ sql: SQL,
        _ values: [SQLValue]
    ) throws(StoreFailure) -> PostgresResult {
        let parameters = try encode(values, statement, sql)
        return try good(
            parameters.withPointers { values, lengths, formats in
                PQexecPrepared(
                    link.handle,
                    statement.name,
                    parameters.count,
                    values,
                    lengths,
                    formats,
                    Self.binary
                )
            },
            sql
        )
    }

    /// Sends a statement with many sets of values, some of them before the first answer is read.
    private func pipeline(
        _ rows: [[SQLValue]],
        _ sql: SQL,
        _ take: (borrowing PostgresResult, Prepared) throws(WireProblem) -> Void
    ) throws(StoreFailure) {
        let statement = try prepare(sql)
        var start = 0
        while start < rows.count {
            let end = min(start + Self.sentAtOnce, rows.count)
            var parameters: [ParameterBuffer] = []
            for values in rows[start..<end] { parameters.append(try encode(values, statement, sql)) }
            try pipeline(parameters, statement, sql, take)
            start = end
        }
    }

    private func pipeline(
        _ parameters: [ParameterBuffer],
        _ statement: Prepared,
        _ sql: SQL,
        _ take: (borrowing PostgresResult, Prepared) throws(WireProblem) -> Void
    ) throws(StoreFailure) {
        guard PQenterPipelineMode(link.handle) == 1 else { throw .connectionLost(link.location) }
        for parameters in parameters {
            _ = parameters.withPointers { values, lengths, formats in
                PQsendQueryPrepared(
                    link.handle,
                    statement.name,
                    parameters.count,
                    values,
                    lengths,
                    formats,
                    Self.binary
                )
            }
        }
        PQpipelineSync(link.handle)
        var first: StoreFailure?
        // Each answer is followed by none; the last of all tells the end of the pipeline.
        for _ in parameters {
            let result = PostgresResult(PQgetResult(link.handle))
            do throws(WireProblem) {
                if result.isGood { try take(result, statement) }
            } catch {
                first = first ?? .misuse(error.reason, sql, link.location)
            }
            if !result.isGood, first == nil { first = noted(link.failure(result, sql), sql) }
            PQclear(PQgetResult(link.handle))
        }
        PQclear(PQgetResult(link.handle))
        PQexitPipelineMode(link.handle)
        if let first { throw first }
    }

    private func rows(
        _ result: borrowing PostgresResult,
        _ columns: SQLColumns,
        _ sql: SQL
    ) throws(StoreFailure) -> [SQLRow] {
        var rows: [SQLRow] = []
        rows.reserveCapacity(Int(result.rowCount))
        do throws(WireProblem) {
            for row in 0..<result.rowCount { rows.append(try result.row(row, columns: columns)) }
        } catch {
            throw .misuse(error.reason, sql, link.location)
        }
        return rows
    }

    private func encode(
        _ values: [SQLValue],
        _ statement: Prepared,
        _ sql: SQL
    ) throws(StoreFailure) -> ParameterBuffer {
        guard values.count == statement.types.count else {
            throw .wrongCount(sql, takes: statement.types.count, given: values.count, link.location)
        }
        do throws(WireProblem) {
            return try ParameterBuffer(values, types: statement.types)
        } catch {
            throw .misuse(error.reason, sql, link.location)
        }
    }

    private func prepare(_ sql: SQL) throws(StoreFailure) -> Prepared {
        let statement: Prepared
        if let known = statements.take(sql) {
            statement = known
        } else {
            prepared += 1
            let text = try dialect.render(sql)
            let name = "usher_\(prepared)"
            _ = try good(PQprepare(link.handle, name, text, 0, nil), sql)
            let described = try good(PQdescribePrepared(link.handle, name), sql)
            statement = Prepared(
                name: name,
                types: (0..<PQnparams(described.handle)).map { PQparamtype(described.handle, $0) },
                columns: described.columns(),
                text: text
            )
        }
        if let dropped = statements.put(statement, for: sql) { try control("DEALLOCATE \(dropped.name)") }
        return statement
    }

    private func good(_ result: OpaquePointer?, _ sql: SQL) throws(StoreFailure) -> PostgresResult {
        do throws(StoreFailure) {
            return try link.good(PostgresResult(result), sql)
        } catch {
            throw noted(error, sql)
        }
    }

    /// A table that has changed since makes the server refuse the statement that was prepared before.
    private func noted(_ failure: StoreFailure, _ sql: SQL) -> StoreFailure {
        lastCode = failure.code
        if failure.code == "0A000" || failure.code == "26000" { _ = statements.take(sql) }
        return failure
    }
}
