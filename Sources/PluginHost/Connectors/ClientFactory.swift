package import OutboundHTTP
import TicketModel

/// Builds the client through which a connection's or notifier's requests go: its credentials, headers, budget and limits
/// as the plugin declares them, filled in with the operator's settings.
package struct ClientFactory: Sendable {
    package let transport: OutboundTransport
    package var limits: OutboundLimits
    package var retries: RetryPolicy
    package var clock: OutboundClock
    /// Hears that a connection waits for its rate budget.
    package var onWait: @Sendable (_ connection: String, Duration) -> Void

    package init(
        transport: OutboundTransport,
        limits: OutboundLimits = OutboundLimits(),
        retries: RetryPolicy = RetryPolicy(),
        clock: OutboundClock = .system,
        onWait: @escaping @Sendable (_ connection: String, Duration) -> Void = { _, _ in }
    ) {
        self.transport = transport
        self.limits = limits
        self.retries = retries
        self.clock = clock
        self.onWait = onWait
    }

    /// The client of a connection or notifier, by its name; fails where the base URL cannot be used.
    package func client(
        for name: String,
        base: String,
        setting: String = "base_url",
        http: HTTPDeclaration,
        settings: PluginSettings
    ) throws(OutboundFailure) -> OutboundClient {
        let origin = try OutboundOrigin(base, setting: setting)
        let redactor = Redactor(settings.secrets.map(Secret.init))
        var options = OutboundClient.Options()
        options.limits = limits
        options.retries = retries
        options.clock = clock
        options.onWait = { [onWait] in onWait(name, $0) }
        for (header, template) in http.headers.sorted(by: { $0.key < $1.key }) {
            options.headers.append(header, Template.fill(template, settings.text))
        }
        return OutboundClient(
            origin,
            transport: transport,
            credentials: try source(http.auth, origin, settings, redactor),
            budget: RateBudget(http.budget, clock: clock),
            redactor: redactor,
            options: options
        )
    }

    private func source(
        _ auth: AuthDeclaration,
        _ origin: OutboundOrigin,
        _ settings: PluginSettings,
        _ redactor: Redactor
    ) throws(OutboundFailure) -> any CredentialSource {
        let fill: (String) -> String = { Template.fill($0, settings.text) }
        switch auth {
        case .none:
            return FixedCredential(.none)
        case .header(let name, let value):
            return FixedCredential(.header(name: fill(name), value: Secret(fill(value))))
        case .basic(let user, let password):
            return FixedCredential(.basic(user: fill(user), password: Secret(fill(password))))
        case .query(let name, let value):
            return FixedCredential(.query(name: fill(name), value: Secret(fill(value))))
        case .login(let login):
            let home =
                try login.url.map { url throws(OutboundFailure) in try OutboundOrigin(fill(url), setting: "auth.url") }
                ?? origin
            return fetched(TokenRecipe(login, settings), home, redactor)
        case .oauth(let oauth):
            return fetched(
                TokenRecipe(oauth, settings),
                try OutboundOrigin(fill(oauth.url), setting: "auth.url"),
                redactor
            )
        }
    }

    private func fetched(_ recipe: TokenRecipe, _ origin: OutboundOrigin, _ redactor: Redactor) -> FetchedToken {
        var options = OutboundClient.Options()
        options.limits = limits
        options.clock = clock
        let client = OutboundClient(origin, transport: transport, redactor: redactor, options: options)
        return FetchedToken(recipe, client: client, redactor: redactor, clock: clock)
    }
}

extension TokenRecipe {
    fileprivate init(_ login: LoginDeclaration, _ settings: PluginSettings) {
        let header = login.name
        let value = login.value
        self.init(
            tokenPath: login.token,
            lifetime: login.lifetime?.duration,
            request: { _ in
                let body: OutboundBody =
                    if let json = login.json {
                        .bytes(Array(Template.fill(json, settings.text).text().utf8), contentType: "application/json")
                    } else {
                        .form(
                            login.form.sorted { $0.key < $1.key }.map {
                                NamedValue($0.key, Template.fill($0.value, settings.text))
                            }
                        )
                    }
                return OutboundRequest(.post, .path(Template.fill(login.path, settings.text)), body: body, reads: true)
            },
            credential: { Self.header(header, value, token: $0, settings) }
        )
    }

    fileprivate init(_ oauth: OAuthDeclaration, _ settings: PluginSettings) {
        let header = oauth.name
        let value = oauth.value
        self.init(
            tokenPath: "access_token",
            request: { refresh in
                let fields = [
                    "grant_type": "refresh_token",
                    "client_id": Template.fill(oauth.clientID, settings.text),
                    "client_secret": Template.fill(oauth.clientSecret, settings.text),
                    "refresh_token": refresh?.unsafeRevealed() ?? Template.fill(oauth.refreshToken, settings.text),
                ]
                let body: OutboundBody =
                    oauth.sendsJSON
                    ? .bytes(
                        Array(JSONValue.object(fields.mapValues(JSONValue.string)).text().utf8),
                        contentType: "application/json"
                    )
                    : .form(fields.sorted { $0.key < $1.key }.map { NamedValue($0.key, $0.value) })
                return OutboundRequest(.post, .path(""), body: body, reads: true)
            },
            credential: { Self.header(header, value, token: $0, settings) }
        )
        lifetimePath = "expires_in"
        refreshToken = Secret(Template.fill(oauth.refreshToken, settings.text))
        refreshTokenPath = "refresh_token"
    }

    private static func header(_ name: String, _ value: String, token: Secret, _ settings: PluginSettings) -> Credential
    {
        let filled = Template.fill(value) { $0 == "access_token" ? token.unsafeRevealed() : settings.text($0) }
        return .header(name: Template.fill(name, settings.text), value: Secret(filled))
    }
}
