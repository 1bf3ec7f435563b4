/// An absolute http or https URL in its parts, the path and query as written.
struct ParsedURL: Sendable, Hashable {
    enum Problem: Error {
        case notHTTP
        case noHost
        case userInfo
        case badHost
        case badPort
        case controlCharacter
    }

    var scheme: String
    var host: String
    var port: Int
    /// Begins with a slash.
    var path: String
    /// Without the question mark.
    var query: String?

    /// Parses; the fragment is dropped, illegal bytes of path and query are percent-encoded.
    init(_ text: String) throws(Problem) {
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { throw .controlCharacter }
        guard let colon = text.firstRange(of: "://") else { throw .notHTTP }
        scheme = text[..<colon.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { throw .notHTTP }
        let rest = text[colon.upperBound...].prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "\\" }
        guard !authority.contains("@") else { throw .userInfo }
        (host, port) = try Self.split(authority, scheme: scheme)
        let pathAndQuery = rest[authority.endIndex...]
        let rawPath = pathAndQuery.prefix { $0 != "?" }
        path = rawPath.isEmpty ? "/" : QueryEncoding.repaired(rawPath)
        let rawQuery = pathAndQuery[rawPath.endIndex...].dropFirst()
        query = rawQuery.isEmpty ? nil : QueryEncoding.repaired(rawQuery)
    }

    private static func split(_ authority: Substring, scheme: String) throws(Problem) -> (String, Int) {
        var host = authority
        var portText: Substring = ""
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]") else { throw .badHost }
            host = authority[...close]
            let behind = authority[authority.index(after: close)...]
            guard behind.isEmpty || behind.first == ":" else { throw .badHost }
            portText = behind.dropFirst()
            guard host.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else {
                throw .badHost
            }
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            portText = authority[authority.index(after: colon)...]
        }
        guard !host.isEmpty else { throw .noHost }
        guard
            host.first == "["
                || host.utf8.allSatisfy({ QueryEncoding.isUnreserved($0) })
        else { throw .badHost }
        guard !portText.isEmpty else { return (host.lowercased(), scheme == "https" ? 443 : 80) }
        guard portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(portText),
            (1...65535).contains(port)
        else { throw .badPort }
        return (host.lowercased(), port)
    }

    /// `https://host`, with the port where it is not the scheme's own.
    var originText: String {
        let isDefault = port == (scheme == "https" ? 443 : 80)
        return isDefault ? "\(scheme)://\(host)" : "\(scheme)://\(host):\(port)"
    }

    var text: String {
        originText + path + (query.map { "?" + $0 } ?? "")
    }

    func hasSameOrigin(as other: ParsedURL) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    var isLoopback: Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8($0) != nil }
    }

    /// Whether what is sent here can't be read on the way.
    var isSecure: Bool {
        scheme == "https" || isLoopback
    }
}
