extension TransportFailure {
    /// The failure as callers see it: for a write that may have left, one kind whatever the reason.
    func failure(_ label: RequestLabel, reads: Bool, limits: OutboundLimits) -> OutboundFailure {
        if case .unwritable(let what) = reason {
            return OutboundFailure(
                .invalidRequest,
                "\(label.request) can't be written as HTTP (\(what)); correct the request"
            )
        }
        if mayHaveLeft, !reads {
            return OutboundFailure(
                .outcomeUnknown,
                "\(label.request) was sent to \(label.server) but \(clause(limits)), so whether it was done is unknown; "
                    + "read it back before sending it again"
            )
        }
        guard mayHaveLeft else {
            if reason == .cancelled { return .cancelled(label) }
            return OutboundFailure(
                .notSent,
                "\(label.request) was not sent: \(label.server) \(clause(limits)); \(remedy)"
            )
        }
        return readFailure(label, limits: limits)
    }

    private func readFailure(_ label: RequestLabel, limits: OutboundLimits) -> OutboundFailure {
        let sentence = "\(label.request) got no answer from \(label.server): \(clause(limits))"
        return switch reason {
        case .cancelled: .cancelled(label)
        case .timedOut, .connectTimeout: OutboundFailure(.timedOut, "\(sentence); try again later")
        case .tooLarge: OutboundFailure(.tooLarge, "\(sentence); ask for less at a time")
        case .malformed: OutboundFailure(.malformed, "\(sentence); check that base_url names the API")
        default: OutboundFailure(.connectionLost, "\(sentence); try again later")
        }
    }

    private func clause(_ limits: OutboundLimits) -> String {
        switch reason {
        case .refused: "refused the connection"
        case .unresolved: "is a name that can't be resolved"
        case .connectTimeout: "did not accept the connection within \(OutboundFailure.seconds(limits.connectTimeout))"
        case .handshake: "failed the TLS handshake"
        case .unreachable(let what): "can't be reached (\(what))"
        case .connectionLost:
            mayHaveLeft ? "the connection ended before the answer was complete" : "closed the connection"
        case .timedOut:
            mayHaveLeft
                ? "the answer was not complete in time" : "did not accept the connection in time"
        case .cancelled: "it was cancelled"
        case .malformed: "the answer is not HTTP"
        case .tooLarge: "the answer is larger than the limit of \(limits.maximumBody) bytes"
        case .unwritable(let what): what
        }
    }

    private var remedy: String {
        switch reason {
        case .refused, .unresolved: "check base_url and that the server is up"
        case .handshake: "check that base_url is right and the server's certificate is valid"
        default: "check the network, or try again later"
        }
    }
}
