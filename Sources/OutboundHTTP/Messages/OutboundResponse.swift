/// What a server answered, whatever the status: classifying it is the caller's.
package struct OutboundResponse: Sendable, Hashable {
    /// The HTTP status code.
    package var status: Int
    /// As they came.
    package var headers: HeaderList
    /// Decompressed.
    package var body: [UInt8]
    /// The URL that answered, after redirects, without the credentials.
    package var url: String
    /// What `Retry-After` asks for, counted from when the answer came.
    package var retryAfter: Duration?

    /// Makes a response, as a spec's scripted HTTP does.
    package init(
        status: Int,
        headers: HeaderList = [:],
        body: [UInt8] = [],
        url: String = "",
        retryAfter: Duration? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url
        self.retryAfter = retryAfter
    }
}
