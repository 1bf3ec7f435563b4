/// The HTTP methods that a plugin may use.
package enum OutboundMethod: String, Sendable, Hashable, CaseIterable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case head = "HEAD"

    /// Whether a request with this method only reads, unless it says otherwise.
    package var reads: Bool {
        self == .get || self == .head
    }
}
