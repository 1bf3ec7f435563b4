/// A host and a port to listen at.
struct ListenAddress: Sendable, Equatable {
    var host: String
    /// 0 for any free one.
    var port: UInt16

    /// Reads `127.0.0.1:8642`, `localhost:8642` or `[::1]:8642`; `nil` for anything else.
    init?(parsing text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        if host.first == "[", host.last == "]" {
            host = host.dropFirst().dropLast()
            guard host.contains(":") else { return nil }
        } else if host.contains(":") {
            return nil
        }
        let isHost = host.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-_:%".contains($0)) }
        guard !host.isEmpty, isHost else { return nil }
        self.host = String(host)
        self.port = port
    }
}
