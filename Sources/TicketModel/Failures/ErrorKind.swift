/// The kinds of expected failure, a closed set.
package enum ErrorKind: String, Sendable, Hashable, CaseIterable {
    /// The credentials were refused.
    case auth
    /// The credentials do not reach this far.
    case forbidden
    /// The account's plan does not include it.
    case license
    case notFound = "not_found"
    /// The provider refused what was sent, by field where it tells.
    case invalid
    /// Somebody else changed the ticket meanwhile.
    case conflict
    case rateLimited = "rate_limited"
    /// The ticket's state forbids it.
    case notAllowed = "not_allowed"
    /// The provider has no such operation; no request was made.
    case unsupported
    /// It may work on another try.
    case transient
    /// It is not known whether the write took place.
    case unknownOutcome = "unknown_outcome"
    /// The provider's answer was not what its API promises.
    case protocolError = "protocol"

    /// The exit code of a command that ends with this failure.
    package var exitCode: Int32 {
        switch self {
        case .transient, .rateLimited, .protocolError: 1
        case .unsupported: 3
        case .notFound: 4
        case .auth, .forbidden, .license, .invalid, .conflict, .notAllowed: 5
        case .unknownOutcome: 6
        }
    }

    /// Whether the same request may succeed later.
    package var isRetryable: Bool { self == .transient || self == .rateLimited }
}
