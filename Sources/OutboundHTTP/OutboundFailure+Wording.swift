/// What a message calls a request: its method, path and server, never its query.
struct RequestLabel: Sendable {
    var method: OutboundMethod
    var path: String
    var server: String

    var request: String { path.isEmpty ? method.rawValue : "\(method.rawValue) \(path)" }
}

// The one place that words what goes wrong on the way out.
extension OutboundFailure {
    static func badBaseURL(_ text: String, setting: String, problem: ParsedURL.Problem) -> OutboundFailure {
        // With a user name in it, the text holds a password.
        let shown = problem == .userInfo ? "" : " \"\(text)\""
        return OutboundFailure(.invalidRequest, "\(setting)\(shown) \(clause(problem))")
    }

    static func baseURLWithQuery(_ text: String, setting: String) -> OutboundFailure {
        let shown = text.prefix { $0 != "?" && $0 != "#" }
        return OutboundFailure(
            .invalidRequest,
            "\(setting) holds a query or a fragment; write only the part before it, \"\(shown)\""
        )
    }

    static func plainHTTP(_ text: String, setting: String) -> OutboundFailure {
        OutboundFailure(
            .insecure,
            "\(setting) \"\(text)\" is plain HTTP, which is allowed to loopback only; write https://"
        )
    }

    static func badTarget(_ label: RequestLabel, problem: ParsedURL.Problem) -> OutboundFailure {
        OutboundFailure(.invalidRequest, "The URL of \(label.request) \(clause(problem))")
    }

    static func dotSegment(_ label: RequestLabel) -> OutboundFailure {
        OutboundFailure(
            .invalidRequest,
            "The path of \(label.request) has a segment \".\" or \"..\", which may reach something else; write the path in full"
        )
    }

    static func badHeader(_ name: String, _ label: RequestLabel) -> OutboundFailure {
        OutboundFailure(
            .invalidRequest,
            "Header \"\(printable(name))\" of \(label.request) has a character that HTTP does not allow there; take it out"
        )
    }

    static func reservedHeader(_ name: String, _ label: RequestLabel) -> OutboundFailure {
        OutboundFailure(
            .invalidRequest,
            "Header \"\(printable(name))\" of \(label.request) is set by the host; take it out"
        )
    }

    static func foreignOrigin(_ label: RequestLabel, other: ParsedURL, own: OutboundOrigin) -> OutboundFailure {
        OutboundFailure(
            .foreignOrigin,
            "\(label.request) leads to \(other.originText), which is not the connection's origin \(own); "
                + "nothing was sent there, correct base_url if the server has moved"
        )
    }

    static func insecureRedirect(_ label: RequestLabel, other: ParsedURL) -> OutboundFailure {
        OutboundFailure(
            .insecure,
            "\(label.request) was redirected to \(other.originText), which is not https or is inside this machine; "
                + "nothing was sent there"
        )
    }

    static func tooManyRedirects(_ label: RequestLabel, limit: Int) -> OutboundFailure {
        OutboundFailure(
            .tooManyRedirects,
            "\(label.request) was redirected more than \(limit) times by \(label.server); check base_url"
        )
    }

    static func overBudget(_ label: RequestLabel, next: Duration?) -> OutboundFailure {
        let when = next.map { "; there will be in \(seconds($0)), try again then" } ?? "; try again later"
        return OutboundFailure(
            .overBudget,
            "\(label.request) was not sent: the rate budget for \(label.server) has no room before the deadline\(when)",
            retryAfter: next
        )
    }

    static func cancelled(_ label: RequestLabel) -> OutboundFailure {
        OutboundFailure(
            .cancelled,
            "\(label.request) was cancelled before its answer came; run it again if it is needed"
        )
    }

    static func tokenRefused(_ label: RequestLabel, status: Int) -> OutboundFailure {
        OutboundFailure(
            .credentials,
            "The login \(label.request) at \(label.server) was refused with status \(status); check the credentials"
        )
    }

    static func tokenUnavailable(_ label: RequestLabel, status: Int, retryAfter: Duration?) -> OutboundFailure {
        OutboundFailure(
            .notSent,
            "The login \(label.request) at \(label.server) answered with status \(status); try again later",
            retryAfter: retryAfter
        )
    }

    static func tokenMissing(_ label: RequestLabel, path: String) -> OutboundFailure {
        OutboundFailure(
            .credentials,
            "The login \(label.request) at \(label.server) gave no text at \"\(path)\"; correct the path of the token"
        )
    }

    static func tokenFailed(_ cause: OutboundFailure) -> OutboundFailure {
        let kind: Kind =
            switch cause.kind {
            case .credentials, .cancelled, .overBudget, .insecure, .invalidRequest, .foreignOrigin: cause.kind
            default: .notSent
            }
        return OutboundFailure(kind, "No token could be fetched: \(cause.message)", retryAfter: cause.retryAfter)
    }

    private static func clause(_ problem: ParsedURL.Problem) -> String {
        switch problem {
        case .notHTTP: "is not an absolute http or https URL; write it in full, as in \"https://desk.example.com/api\""
        case .noHost: "names no host; write it in full, as in \"https://desk.example.com/api\""
        case .userInfo: "holds a user name or password; give the credentials as settings instead"
        case .badHost:
            "has a host that is not a plain name or address; write letters, digits, dots and dashes (xn-- for others)"
        case .badPort: "has a port that is not a number from 1 to 65535; correct it"
        case .controlCharacter: "has a line break or another control character; take it out"
        }
    }

    /// Keeps a line break out of a message, which is one line.
    static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
    }

    static func seconds(_ duration: Duration) -> String {
        let whole = duration.components.seconds + (duration.components.attoseconds > 0 ? 1 : 0)
        return "\(whole) s"
    }
}
