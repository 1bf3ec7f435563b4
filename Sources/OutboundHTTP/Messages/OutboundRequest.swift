/// One request as a plugin asks for it: no credentials, no transport.
///
/// ```swift
/// OutboundRequest(.get, .path("/tickets/"), query: [NamedValue("page[size]", "100")])
/// ```
package struct OutboundRequest: Sendable, Hashable {
    /// Where a request goes.
    package enum Target: Sendable, Hashable {
        /// Appended to the base URL with exactly one slash between; used as given, its trailing slash too.
        case path(String)
        /// A URL that an answer gave: on the connection's own origin, else the failure is `foreignOrigin`.
        case url(String)
    }

    /// The method, as it is sent.
    package var method: OutboundMethod
    /// Where it goes.
    package var target: Target
    /// Added behind a query that the target has already, in this order.
    package var query: [NamedValue]
    /// Laid over the connection's own headers.
    package var headers: HeaderList
    /// What it carries.
    package var body: OutboundBody
    /// Whether the request only reads, so that it may be repeated; a POST that searches says so itself.
    package var reads: Bool
    /// Whether a redirect answer to a read is followed; if not, it is the response.
    package var followsRedirects = true
    /// Whether a read may be redirected to another origin, without any credentials or headers of ours.
    package var allowsForeignRedirect = false

    /// Makes a request; GET and HEAD read unless `reads` says otherwise.
    package init(
        _ method: OutboundMethod,
        _ target: Target,
        query: [NamedValue] = [],
        headers: HeaderList = [:],
        body: OutboundBody = .none,
        reads: Bool? = nil
    ) {
        self.method = method
        self.target = target
        self.query = query
        self.headers = headers
        self.body = body
        self.reads = reads ?? method.reads
    }
}
