/// The bounds of one exchange.
package struct OutboundLimits: Sendable, Hashable {
    /// How long connecting and the TLS handshake may take.
    ///
    /// It is the transport's own: one for all its clients.
    package var connectTimeout: Duration = .seconds(10)
    /// How long one exchange may take, from leaving the rate budget to the last byte of the answer.
    package var requestTimeout: Duration = .seconds(30)
    /// The largest answer, in bytes after decompression.
    package var maximumBody: Int = 16 * 1024 * 1024
    /// How many redirects of a read are followed.
    package var maximumRedirects: Int = 5

    /// Makes the usual limits.
    package init() {}
}
