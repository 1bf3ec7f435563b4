import CPostgres
import Store

/// One open connection; it belongs to one actor and is closed when it goes.
final class PostgresLink {
    let handle: OpaquePointer
    let location: String
    /// The server ended the session, whatever libpq thinks of the socket.
    private var isLost = false

    /// Connects, and blocks for at most `connect_timeout` for each of the host's addresses.
    init(_ address: PostgresAddress, patience: Duration) throws(StoreFailure) {
        location = address.location
        guard let handle = Self.connect(address) else { throw .unreachable(location, reason: "there is no memory") }
        self.handle = handle
        guard PQstatus(handle) == CONNECTION_OK else {
            throw StoreFailure(connecting: String(cString: PQerrorMessage(handle)), location: location)
        }
        usher_pq_ignore_notices(handle)
        guard PQserverVersion(handle) >= 130_000 else {
            throw .oldServer(location, version: PQserverVersion(handle) / 10_000)
        }
        let encoding = PQparameterStatus(handle, "server_encoding").map { String(cString: $0) } ?? ""
        guard encoding == "UTF8" else { throw .badEncoding(location, encoding: encoding) }
        try set(patience)
    }

    deinit {
        PQfinish(handle)
    }

    var isAlive: Bool { !isLost && PQstatus(handle) == CONNECTION_OK }

    var isInTransaction: Bool {
        guard isAlive else { return false }
        let status = PQtransactionStatus(handle)
        return status == PQTRANS_INTRANS || status == PQTRANS_INERROR
    }

    /// A statement failed and the server takes nothing but the end of the transaction.
    var isSpoilt: Bool { isAlive && PQtransactionStatus(handle) == PQTRANS_INERROR }

    /// Runs statements without values.
    func run(_ text: String, sql: SQL? = nil) throws(StoreFailure) {
        _ = try good(PostgresResult(PQexec(handle, text)), sql)
    }

    /// Passes on an answer that is good, and throws one that is not.
    func good(_ result: consuming PostgresResult, _ sql: SQL?) throws(StoreFailure) -> PostgresResult {
        if result.isGood { return result }
        throw failure(result, sql)
    }

    func failure(_ result: borrowing PostgresResult, _ sql: SQL?) -> StoreFailure {
        let code = result.field("C")
        if StoreFailure.endsSession(code) { isLost = true }
        guard isAlive else { return .connectionLost(location, code: code) }
        return StoreFailure(
            code: code,
            reason: result.field("M") ?? firstLine(PQerrorMessage(handle)),
            rule: result.field("n") ?? result.field("c"),
            sql: sql,
            location: location
        )
    }

    private func firstLine(_ message: UnsafeMutablePointer<CChar>?) -> String {
        let text = message.map { String(cString: $0) } ?? ""
        return text.split(separator: "\n").first.map(String.init) ?? "no reason given"
    }

    private func set(_ patience: Duration) throws(StoreFailure) {
        let milliseconds = max(1, Int(patience / .milliseconds(1)))
        try run(
            """
            SET lock_timeout = \(milliseconds);
            SET idle_in_transaction_session_timeout = 60000;
            SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
            """
        )
    }

    private static func connect(_ address: PostgresAddress) -> OpaquePointer? {
        lend(address.parameters.map(\.word)) { words in
            lend(address.parameters.map(\.value)) { values in PQconnectdbParams(words, values, 1) }
        }
    }

    /// Texts as C's list of them, which ends with null.
    private static func lend<Value>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value) -> Value
    {
        let bytes = texts.flatMap { Array($0.utf8CString) }
        return bytes.withUnsafeBufferPointer { bytes in
            var pointers: [UnsafePointer<CChar>?] = []
            var offset = 0
            for text in texts {
                pointers.append(bytes.baseAddress?.advanced(by: offset))
                offset += text.utf8.count + 1
            }
            return body(pointers + [nil])
        }
    }
}
