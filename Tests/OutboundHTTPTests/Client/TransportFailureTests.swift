import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Testing

@testable import OutboundHTTP

/// The errors that no loopback server can provoke.
struct TransportFailureTests {
    static let cases: [(any Error & Sendable, Bool, TransportFailure.Reason, OutboundFailure.Kind)] = [
        (HTTPClientError.connectTimeout, false, .connectTimeout, .notSent),
        (HTTPClientError.getConnectionFromPoolTimeout, false, .connectTimeout, .notSent),
        (HTTPClientError.tlsHandshakeTimeout, false, .handshake, .notSent),
        (HTTPClientError.remoteConnectionClosed, false, .connectionLost, .notSent),
        (HTTPClientError.cancelled, false, .cancelled, .cancelled),
        (IOError(errnoCode: 113, reason: "connect"), false, .unreachable("no route to it"), .notSent),
        (HTTPClientError.remoteConnectionClosed, true, .connectionLost, .outcomeUnknown),
        (HTTPClientError.readTimeout, true, .timedOut, .outcomeUnknown),
        (HTTPClientError.cancelled, true, .cancelled, .outcomeUnknown),
        (HTTPParserError.invalidEOFState, true, .connectionLost, .outcomeUnknown),
        (HTTPParserError.invalidVersion, true, .malformed, .outcomeUnknown),
        (IOError(errnoCode: 104, reason: "read"), true, .connectionLost, .outcomeUnknown),
    ]

    @Test(arguments: cases)
    func `a write's failure is unknown exactly where its head was handed over`(
        error: any Error & Sendable,
        headSent: Bool,
        reason: TransportFailure.Reason,
        kind: OutboundFailure.Kind
    ) {
        let failure = TransportFailure(error, headSent: headSent)
        let label = RequestLabel(method: .post, path: "/t", server: "https://desk.example.com")
        #expect(failure.reason == reason)
        #expect(failure.failure(label, reads: false, limits: OutboundLimits()).kind == kind)
    }

    @Test func `a connect timeout says how long was waited`() {
        let label = RequestLabel(method: .post, path: "/t", server: "https://desk.example.com")
        let failure = TransportFailure(HTTPClientError.connectTimeout, headSent: false)
        #expect(
            failure.failure(label, reads: false, limits: OutboundLimits()).message
                == "POST /t was not sent: https://desk.example.com did not accept the connection within 10 s; "
                + "check the network, or try again later"
        )
    }
}
