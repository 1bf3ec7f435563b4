/// Why an exchange ended without an answer, and whether the request may have left.
struct TransportFailure: Error, Sendable, Hashable {
    enum Reason: Sendable, Hashable {
        case refused
        case unresolved
        case connectTimeout
        case handshake
        case unreachable(String)
        case connectionLost
        case timedOut
        case cancelled
        case malformed
        case tooLarge
        case unwritable(String)
    }

    var reason: Reason
    /// False only where no byte of the request can have reached the server.
    var mayHaveLeft: Bool
}
