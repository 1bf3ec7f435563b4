/// The ticket systems whose APIs can be simulated.
package enum SimulatedProvider: String, Sendable, CaseIterable {
    case mijnklantportaal
    case klinkcx
    case usercom
    case ippanel

    /// What follows the origin in the base URL that a connection is given.
    package var basePath: String {
        switch self {
        case .mijnklantportaal, .ippanel: "/v1"
        case .klinkcx: ""
        case .usercom: "/api/public"
        }
    }

    /// The token that a simulator accepts unless its options name another, in the form the vendor's tokens have.
    package var sampleToken: String {
        switch self {
        case .mijnklantportaal: "mkp-sample-9f3d51c07ab24e6e8d10"
        case .klinkcx: "kpt_sample_5b1f4f6f9c7d4c3aa2e0"
        case .usercom: String(repeating: "0123456789abcdef", count: 4)
        case .ippanel: "OWY4NmQwODE4ODRjN2Q2NTlhMmZlYWEwYzU1YWQwMTVhM2JmNGYxYjJi"
        }
    }
}
