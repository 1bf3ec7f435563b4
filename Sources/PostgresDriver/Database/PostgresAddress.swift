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
        let parts: [String: String]
        switch Self.read(url) {
        case .success(let read): parts = read
        case .failure(let fault): throw .badURL(fault.clause)
        }
        let host = parts["host"] ?? parts["hostaddr"] ?? "local socket"
        location = "\(host):\(parts["port"] ?? "5432")/\(parts["dbname"] ?? parts["user"] ?? "")"
        parameters = [
            ("fallback_application_name", "usher"), ("connect_timeout", "10"), ("keepalives_idle", "30"),
            ("keepalives_interval", "10"), ("keepalives_count", "3"), ("tcp_user_timeout", "30000"),
            ("dbname", url), ("client_encoding", "UTF8"),
        ]
    }

    /// What is wrong with a URL, without any part of it that may be of a password.
    struct Fault: Error {
        let clause: String
    }

    static func read(_ url: String) -> Result<[String: String], Fault> {
        // A password with a bare @ or / would be read as a part of the host or the port, which are shown.
        let authority = url.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" && $0 != "?" }
        guard authority.count(where: { $0 == "@" }) < 2 else {
            return .failure(Fault(clause: "it has more than one @ before the host"))
        }
        guard let parts = parse(url) else {
            return .failure(Fault(clause: "it is no URL of PostgreSQL, or names a parameter that there is not"))
        }
        // Then a ? stood in the password, and the rest of it would be shown as the host.
        guard parts["host"]?.contains("@") != true else {
            return .failure(Fault(clause: "it has a bare ? or / before the host"))
        }
        guard parts["port"]?.allSatisfy({ $0.isNumber || $0 == "," }) ?? true else {
            return .failure(Fault(clause: "its port is no number"))
        }
        return .success(parts)
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

extension PostgresAddress: CustomStringConvertible, CustomReflectable {
    var description: String { location }

    /// Nothing: a dump would show the password.
    var customMirror: Mirror { Mirror(self, children: []) }
}

extension PostgresDatabase {
    /// What is wrong with a URL, as a clause, or `nil`.
    ///
    /// Nothing is asked of a server.
    package static func problem(ofURL url: String) -> String? {
        if case .failure(let fault) = PostgresAddress.read(url) { fault.clause } else { nil }
    }
}
