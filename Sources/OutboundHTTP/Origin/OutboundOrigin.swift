/// A connection's base URL: the one origin that its credentials go to, and the path that every request's path is appended to.
///
/// `hasSameOrigin` looks at scheme, host and port only, not at the path.
package struct OutboundOrigin: Sendable, Hashable, CustomStringConvertible {
    let base: ParsedURL

    /// Parses a base URL; plain HTTP is allowed to loopback only, and user names, queries and fragments are refused.
    package init(_ text: String, setting: String = "base_url") throws(OutboundFailure) {
        let parsed: ParsedURL
        do {
            parsed = try ParsedURL(text)
        } catch {
            throw .badBaseURL(text, setting: setting, problem: error)
        }
        guard parsed.query == nil, !text.contains("#"), !text.contains("?") else {
            throw .baseURLWithQuery(text, setting: setting)
        }
        guard parsed.isSecure else { throw .plainHTTP(text, setting: setting) }
        base = parsed
    }

    /// The scheme, host and port, and the port only where it is not the scheme's own.
    package var description: String {
        base.originText
    }

    /// The base URL, without a trailing slash.
    package var baseURL: String {
        base.originText + basePath
    }

    /// Whether credentials for the one may go to the other.
    package func hasSameOrigin(as other: OutboundOrigin) -> Bool {
        base.hasSameOrigin(as: other.base)
    }

    private var basePath: String {
        base.path.hasSuffix("/") ? String(base.path.dropLast()) : base.path
    }

    /// Appends `path` to the base URL with exactly one slash between.
    func joining(_ path: String) throws(ParsedURL.Problem) -> ParsedURL {
        let tail = path.first == "/" ? path.dropFirst() : path[...]
        // A path may hold a "?" of its own; a "#" can only be meant as a character.
        return try ParsedURL(baseURL + (path.isEmpty ? "" : "/" + tail.replacing("#", with: "%23")))
    }
}
