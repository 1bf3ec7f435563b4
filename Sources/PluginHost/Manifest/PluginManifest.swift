package import OutboundHTTP
package import TicketModel

/// The declared part of a plugin.
package struct PluginManifest: Sendable, Equatable {
    /// What differs by kind.
    package enum Body: Sendable, Equatable {
        case provider(ProviderManifest)
        case automation(AutomationManifest)
        case notifier(NotifierManifest)
    }

    package var name: String
    package var version: String
    package var summary: String
    package var settings: [SettingDeclaration]
    package var body: Body

    package var kind: PluginKind {
        switch body {
        case .provider: .provider
        case .automation: .automation
        case .notifier: .notifier
        }
    }
}

/// What a provider declares.
package struct ProviderManifest: Sendable, Equatable {
    package var http: HTTPDeclaration
    package var statuses: WordMap<String, TicketStatus>
    package var statusTargets: WordMap<TicketStatus, String>?
    package var priorities: WordMap<String, TicketPriority>
    package var priorityTargets: WordMap<TicketPriority, String>?
    package var bodyFormat: BodyFormat
    /// The texts that stand for no time.
    package var unsetTimes: Set<String> = []
    /// The operations whose functions are there.
    package var operations: Set<TicketOperation>
    package var narrowsCapabilities: Bool
    package var sideEffects: [String: String]
    /// The operations that can be read back.
    package var verifies: Set<TicketOperation>
    package var hasCheck: Bool
    package var webhook: WebhookDeclaration?
}

/// What a notifier declares.
package struct NotifierManifest: Sendable, Equatable {
    package var http: HTTPDeclaration
}

/// How a plugin's requests are sent and its answers read.
package struct HTTPDeclaration: Sendable, Equatable {
    package var auth: AuthDeclaration
    /// Templates, by header name.
    package var headers: [String: String]
    package var budget: RateDeclaration
    package var errors: ErrorDeclaration
}

/// A map between the provider's words and ours: written out, or computed from the settings by a function.
package enum WordMap<Key: Hashable & Sendable, Value: Equatable & Sendable>: Sendable, Equatable {
    case fixed([Key: Value])
    case computed
}

/// How requests prove who sends them.
///
/// Every text is a template over the settings.
package enum AuthDeclaration: Sendable, Equatable {
    case none
    case header(name: String, value: String)
    case basic(user: String, password: String)
    case query(name: String, value: String)
    case login(LoginDeclaration)
    case oauth(OAuthDeclaration)
}

/// A login request whose answer holds a token.
package struct LoginDeclaration: Sendable, Equatable {
    /// Where the login lives, if not at the connection's own base URL.
    package var url: String?
    package var path: String
    /// Templates in the strings.
    package var json: JSONValue?
    package var form: [String: String]
    /// Path of the token in the answer.
    package var token: String
    package var lifetime: TimeSpan?
    package var name: String
    package var value: String
}

/// OAuth 2 with a refresh token.
package struct OAuthDeclaration: Sendable, Equatable {
    package var url: String
    package var clientID: String
    package var clientSecret: String
    package var refreshToken: String
    package var sendsJSON: Bool
    package var name: String
    package var value: String
}

/// Where error answers keep what; each text is a dotted path into the JSON body.
package struct ErrorDeclaration: Sendable, Equatable {
    package var message: String?
    package var code: String?
    package var fields: String?
    package var statuses: [Int: ErrorKind] = [:]
    /// The kind of a 2xx answer that is a failure all the same, by the provider's code.
    package var codes: [String: ErrorKind] = [:]
    package var redirectsToLogin = false
}

/// How a webhook proves that it comes from the provider.
package struct WebhookDeclaration: Sendable, Equatable {
    package var method: String
    package var options: [String: JSONValue]
    /// What to register for at the provider; empty where it has no API for that.
    package var events: [String] = []
}
