/// How many requests a provider plugin says a connection may make.
package struct RateDeclaration: Sendable, Hashable {
    /// The headers in which a server tells its own numbers.
    package enum HeaderFamily: String, Sendable, Hashable, CaseIterable {
        /// `X-RateLimit-Limit`, `-Remaining` and `-Reset`, the last as epoch or as seconds from now.
        case xRateLimit = "x-ratelimit"
        /// `RateLimit-Limit`, `-Remaining` and `-Reset` in seconds from now, or one `RateLimit` field.
        case rateLimit = "ratelimit"
    }

    /// So many requests in any stretch of time this long.
    package struct Allowance: Sendable, Hashable {
        /// How many.
        package var requests: Int
        /// In which time.
        package var window: Duration

        /// Makes an allowance; less than one request is taken for one.
        package init(requests: Int, per window: Duration) {
            self.requests = max(1, requests)
            self.window = window
        }
    }

    /// How many requests in which time, where the provider says.
    package var allowance: Allowance?
    /// The least time between the starts of two writes.
    package var spacing: Duration?
    /// Where the server tells its own numbers.
    package var headers: HeaderFamily?

    /// Makes a declaration; without any part only `Retry-After` holds requests back.
    package init(allowance: Allowance? = nil, spacing: Duration? = nil, headers: HeaderFamily? = nil) {
        self.allowance = allowance
        self.spacing = spacing
        self.headers = headers
    }
}
