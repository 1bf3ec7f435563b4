/// How a token is fetched: the request, where the answer keeps it, and how long it lasts.
package struct TokenRecipe: Sendable {
    /// Makes the login request; gets the latest refresh token, where the recipe has one.
    package var request: @Sendable (_ refreshToken: Secret?) -> OutboundRequest
    /// Puts the token into a credential, as `Bearer {access_token}` in a header.
    package var credential: @Sendable (_ token: Secret) -> Credential
    /// The dotted path of the token in the answer's JSON, `data.token`; a number steps into a list.
    package var tokenPath: String
    /// How long a token lasts where the answer does not say.
    package var lifetime: Duration?
    /// The dotted path of the lifetime in seconds, `expires_in`, where the answer tells it.
    package var lifetimePath: String?
    /// The refresh token to begin with (OAuth 2).
    package var refreshToken: Secret?
    /// The dotted path of the next refresh token, where the server rotates them.
    package var refreshTokenPath: String?
    /// Hears of a rotated refresh token, so that it can be kept: the old one is of no more use.
    package var onRotation: @Sendable (Secret) async -> Void = { _ in }

    /// Makes a recipe for a login without refresh token; set the rest where it applies.
    package init(
        tokenPath: String,
        lifetime: Duration? = nil,
        request: @escaping @Sendable (_ refreshToken: Secret?) -> OutboundRequest,
        credential: @escaping @Sendable (_ token: Secret) -> Credential
    ) {
        self.tokenPath = tokenPath
        self.lifetime = lifetime
        self.request = request
        self.credential = credential
    }
}
