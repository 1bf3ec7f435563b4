/// Why there is no response: one sentence, and a kind that says what is known of the request.
///
/// Two failures are equal when their kinds are. The message is redacted and says what to do.
package struct OutboundFailure: Error, Sendable, CustomStringConvertible {
    /// What is known of the request that failed.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Nothing reached the server: no connection, no TLS, or no credentials could be fetched.
        case notSent
        /// The rate budget has no room before the deadline; nothing was sent.
        case overBudget
        /// A write left, and whether it was done can't be told.
        case outcomeUnknown
        /// A read was not answered in time.
        case timedOut
        /// The connection ended before a read's answer was complete.
        case connectionLost
        /// A read's answer is not HTTP, or is compressed wrongly.
        case malformed
        /// A read's answer is larger than the limit.
        case tooLarge
        /// The URL is on another origin than the connection's.
        case foreignOrigin
        /// A read was redirected too often.
        case tooManyRedirects
        /// Plain HTTP to something other than loopback.
        case insecure
        /// The request can't be written as HTTP; nothing was sent.
        case invalidRequest
        /// The task was cancelled; a write was not sent, or the kind is `outcomeUnknown`.
        case cancelled
        /// The server that gives tokens refused ours; the request was not sent.
        case credentials
    }

    /// What is known of the request.
    package let kind: Kind
    /// One redacted sentence: what was wrong, where, what to do.
    package let message: String
    /// How long to wait before the request can succeed, where that is known.
    package let retryAfter: Duration?

    /// Makes a failure, as a spec's scripted HTTP does; the message is one sentence.
    package init(_ kind: Kind, _ message: String, retryAfter: Duration? = nil) {
        self.kind = kind
        self.message = message
        self.retryAfter = retryAfter
    }

    /// The message.
    package var description: String { message }

    func redacted(by redactor: Redactor) -> OutboundFailure {
        OutboundFailure(kind, redactor.redact(message), retryAfter: retryAfter)
    }
}

extension OutboundFailure: Equatable {
    /// Compares the kinds.
    package static func == (left: OutboundFailure, right: OutboundFailure) -> Bool {
        left.kind == right.kind
    }
}
