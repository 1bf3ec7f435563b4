import CPostgres
import Store

/// Where a server is and how to enter it; only ``location`` may be shown.
struct PostgresAddress: Sendable {
    /// `host:port/database`, without user and password.
    let location: String
    /// libpq's words and their values, in order: what comes later wins.
    let parameters: [(word: String, value: String)]

    /// Reads a URL as libpq does, with our defaults where it names nothing else.
    ///
    /// What libpq says of a URL that it can't read may show a part of the password, so it is not passed on.
    init(url: String) throws(StoreFailure) {
        // A password with a bare @ or / would be read as a part of the host or the port, which are shown.
        let authority = url.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" && $0 != "?" }
        guard authority.count(where: { $0 == "@" }) < 2,
            let parts = Self.parse(url),
            parts["port"]?.allSatisfy({ $0.isNumber || $0 == "," }) ?? true
        else { throw .badURL() }
        let host = parts["host"] ?? parts["hostaddr"] ?? "local socket"
        location = "\(host):\(parts["port"] ?? "5432")/\(parts["dbname"] ?? parts["user"] ?? "")"
        parameters = [
            ("fallback_application_name", "usher"), ("connect_timeout", "10"), ("keepalives_idle", "30"),
            ("keepalives_interval", "10"), ("keepalives_count", "3"), ("tcp_user_timeout", "30000"),
            ("dbname", url), ("client_encoding", "UTF8"),
        ]
    }

    private static func parse(_ url: String) -> [String: String]? {
        guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") else { return nil }
        var reason: UnsafeMutablePointer<CChar>?
        let options = PQconninfoParse(url, &reason)
        if let reason { PQfreemem(reason) }
        guard let options else { return nil }
        defer { PQconninfoFree(options) }
        var parts: [String: String] = [:]
        var option = options
        while let word = option.pointee.keyword {
            if let value = option.pointee.val { parts[String(cString: word)] = String(cString: value) }
            option += 1
        }
        return parts
    }
}
