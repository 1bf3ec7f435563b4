/// Gives a connection its credential, and hears when a server refused it.
package protocol CredentialSource: Sendable {
    /// The credential to send now; may fetch one.
    func credential() async throws(OutboundFailure) -> Credential

    /// Hears that the server answered 401 to this credential; true when asking again may give another.
    func refused(_ credential: Credential) async -> Bool
}

/// A credential that stays as it was configured.
package struct FixedCredential: CredentialSource {
    private let fixed: Credential

    /// Makes a source that always gives this one.
    package init(_ credential: Credential) {
        fixed = credential
    }

    /// The one it was made with.
    package func credential() async throws(OutboundFailure) -> Credential {
        fixed
    }

    /// Asking again gives the same.
    package func refused(_ credential: Credential) async -> Bool {
        false
    }
}
