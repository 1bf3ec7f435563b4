import OutboundHTTP
import Testing
import TicketModel

@testable import PluginHost

/// Declared credentials on the wire: a provider's requests go through the real client to a server on loopback.
struct CredentialTests {
    private static let secret = "hunter22"

    /// The settings of every provider here.
    private static let settings = """
        settings = {
          base_url = usher.setting.url { description = "Where" },
          token = usher.setting.secret { description = "Who" },
          account = usher.setting.string { description = "Whose", default = "north" },
        },
        """

    /// A connector over the real client, for the time of a body.
    private func connected(
        _ keys: String,
        _ answer: @escaping @Sendable (LoopbackServer.Seen, Int) -> LoopbackServer.Reply = { _, _ in .init(body: "{}")
        },
        _ body: @escaping @Sendable (PluginConnector, LoopbackServer) async throws -> Void
    ) async throws {
        try await LoopbackServer.run(answer) { server in
            let text = MadeUpPlugin.provider(Self.settings + keys.replacing("HOME", with: server.url))
            let generation = try await PluginGeneration.load(MadeUpPlugin.file(.provider, text))
            guard case .provider(let manifest) = generation.manifest.body else { throw CancellationError() }
            let given: [String: JSONValue] = ["base_url": .string(server.url + "/api"), "token": .string(Self.secret)]
            let (settings, problems) = SettingsCheck.check(given, against: generation.manifest.settings, plugin: "acme")
            #expect(problems == [])
            var patient = OutboundLimits()
            patient.connectTimeout = .seconds(60)
            let transport = OutboundTransport(limits: patient)
            let factory = ClientFactory(transport: transport, retries: .never)
            let client = try factory.client(
                for: "desk",
                base: try #require(settings.text("base_url")),
                http: manifest.http,
                settings: settings
            )
            let connector = try await PluginConnector(
                generation,
                connection: "desk",
                settings: settings,
                transport: client,
                now: { MadeUpPlugin.now }
            )
            do {
                try await body(connector, server)
            } catch {
                Issue.record(error)
            }
            try await transport.shutdown()
        }
    }

    private static let check = "check = function(api) return api:get(\"/me\", { query = { a = \"b c\" } }) end,"

    @Test(arguments: [
        (
            "usher.auth.header { name = \"Authorization\", value = \"Bearer {token}\" }", "authorization",
            "Bearer hunter22"
        ),
        ("usher.auth.header { name = \"X-{account}\", value = \"{token}\" }", "x-north", "hunter22"),
        (
            "usher.auth.basic { user = \"{account}\", password = \"{token}\" }", "authorization",
            "Basic bm9ydGg6aHVudGVyMjI="
        ),
    ])
    func `a credential is a header`(_ auth: String, _ name: String, _ value: String) async throws {
        try await connected(Self.check + "auth = \(auth), headers = { [\"X-Account\"] = \"{account}!\" },") {
            connector,
            server in
            try await connector.check()
            let seen = try #require(server.seen.first)
            #expect(seen.line == "GET /api/me?a=b%20c")
            #expect(seen.headers[name] == value)
            #expect(seen.headers["x-account"] == "north!")
        }
    }

    @Test func `a credential is a part of the query`() async throws {
        let auth = "auth = usher.auth.query { name = \"key\", value = \"{token}\" },"
        let check =
            "check = function(api) local a = api:get \"/me\" return nil, usher.error { kind = \"invalid\", message = a.url } end,"
        try await connected(check + auth) { connector, server in
            let failure = await Desk.failure { () throws(TicketFailure) in try await connector.check() }
            #expect(server.seen.first?.line == "GET /api/me?key=hunter22")
            #expect(failure?.message == "\(server.url)/api/me")
        }
    }

    @Test func `without credentials none are sent`() async throws {
        try await connected(Self.check + "auth = usher.auth.none(),") { connector, server in
            try await connector.check()
            #expect(server.seen.first?.headers["authorization"] == nil)
        }
    }

    @Test func `a login is made once, and again when its token is refused`() async throws {
        let auth = """
            auth = usher.auth.login {
              path = "/login", json = { user = "{account}", password = "{token}" }, token = "data.token", lifetime = "1h",
              name = "X-Token", value = "T {access_token}",
            },
            """
        try await connected(
            Self.check + auth,
            { seen, number in
                if seen.line == "POST /api/login" { return .init(body: "{\"data\":{\"token\":\"secret-\(number)\"}}") }
                return .init(status: seen.headers["x-token"] == "T secret-1" && number > 3 ? 401 : 200, body: "{}")
            }
        ) { connector, server in
            for _ in 0..<3 { try await connector.check() }
            #expect(
                server.seen.map { "\($0.line) \($0.headers["x-token"] ?? "-")" } == [
                    "POST /api/login -", "GET /api/me?a=b%20c T secret-1", "GET /api/me?a=b%20c T secret-1",
                    "GET /api/me?a=b%20c T secret-1", "POST /api/login -", "GET /api/me?a=b%20c T secret-5",
                ]
            )
            let login = try #require(server.seen.first)
            #expect(
                try JSONValue(parsing: Array(login.body.utf8)) == ["user": "north", "password": .string(Self.secret)]
            )
        }
    }

    @Test func `a login may be a form at a URL of its own`() async throws {
        let auth = """
            auth = usher.auth.login {
              url = "HOME/sso", path = "/login", form = { user = "{account}", password = "{token}" }, token = "token",
              name = "Authorization", value = "{access_token}",
            },
            """
        try await connected(Self.check + auth, { _, _ in .init(body: "{\"token\":\"secret-1\"}") }) {
            connector,
            server in
            try await connector.check()
            #expect(server.seen.map(\.line) == ["POST /sso/login", "GET /api/me?a=b%20c"])
            #expect(server.seen.first?.body == "password=hunter22&user=north")
        }
    }

    @Test func `a login that is refused is told without the secret`() async throws {
        let auth =
            "auth = usher.auth.login { path = \"/login\", json = { p = \"{token}\" }, token = \"token\", name = \"A\", value = \"{access_token}\" },"
        try await connected(
            Self.check + auth,
            { _, _ in .init(status: 403, body: "{\"message\":\"hunter22 is wrong\"}") }
        ) { connector, server in
            let failure = await Desk.failure { () throws(TicketFailure) in try await connector.check() }
            #expect(failure?.kind == .auth)
            let told =
                "desk: No token could be fetched: The login POST /login at \(server.url) was refused with status 403; check the credentials."
            #expect(failure?.message == told)
        }
    }

    @Test(arguments: [("", "form"), ("encoding = \"json\",", "json")])
    func `an OAuth token is refreshed`(_ encoding: String, _ form: String) async throws {
        let auth = """
            auth = usher.auth.oauth {
              url = "HOME/oauth/token", client_id = "{account}", client_secret = "{token}", refresh_token = "r-{token}", \(encoding)
            },
            """
        try await connected(
            Self.check + auth,
            { _, _ in
                .init(body: "{\"access_token\":\"secret-1\",\"expires_in\":3600}")
            }
        ) { connector, server in
            try await connector.check()
            #expect(server.seen.map(\.line) == ["POST /oauth/token", "GET /api/me?a=b%20c"])
            #expect(server.seen.last?.headers["authorization"] == "Bearer secret-1")
            let body = try #require(server.seen.first?.body)
            if form == "form" {
                #expect(
                    body == "client_id=north&client_secret=hunter22&grant_type=refresh_token&refresh_token=r-hunter22"
                )
            } else {
                let fields: JSONValue = [
                    "client_id": "north", "client_secret": "hunter22", "grant_type": "refresh_token",
                    "refresh_token": "r-hunter22",
                ]
                #expect(try JSONValue(parsing: Array(body.utf8)) == fields)
            }
        }
    }

    // MARK: Nothing that Lua or a person sees holds a secret

    @Test func `what the provider says of a secret is taken out`() async throws {
        let auth = "auth = usher.auth.header { name = \"Authorization\", value = \"Bearer {token}\" },"
        try await connected(
            Self.check + auth,
            { _, _ in .init(status: 422, body: "{\"message\":\"hunter22 is odd\",\"errors\":{\"t\":[\"hunter22\"]}}") }
        ) { connector, _ in
            let failure = await Desk.failure { () throws(TicketFailure) in try await connector.check() }
            #expect(failure?.message.contains(Self.secret) == false)
            #expect(failure?.providerMessage?.contains(Self.secret) == false)
        }
    }

    @Test func `an answer that echoes a secret does not give it to Lua`() async throws {
        let keys = """
            auth = usher.auth.header { name = "Authorization", value = "Bearer {token}" },
            check = function(api)
              local answer = api:get "/echo"
              return nil, usher.error { kind = "invalid", message = answer.body .. " " .. answer.headers["x-echo"] .. " " .. answer.json.t }
            end,
            """
        try await connected(
            keys,
            { seen, _ in
                .init(
                    headers: ["X-Echo": seen.headers["authorization"] ?? ""],
                    body: "{\"t\":\"\(seen.headers["authorization"] ?? "")\"}"
                )
            }
        ) { connector, _ in
            let failure = await Desk.failure { () throws(TicketFailure) in try await connector.check() }
            #expect(failure?.message == "{\"t\":\"Bearer <redacted>\"} Bearer <redacted> Bearer <redacted>")
        }
    }

    // MARK: The connection's own origin

    @Test func `a URL on another origin is refused before anything is sent`() async throws {
        let auth = "auth = usher.auth.header { name = \"Authorization\", value = \"Bearer {token}\" },"
        let follow = "check = function(api) return api:follow \"https://evil.example/steal\" end,"
        try await connected(follow + auth) { connector, server in
            let failure = await Desk.failure { () throws(TicketFailure) in try await connector.check() }
            #expect(failure?.kind == .protocolError)
            #expect(
                failure?.message
                    == "desk: GET /steal leads to https://evil.example, which is not the connection's origin \(server.url); nothing was sent there, correct base_url if the server has moved."
            )
            #expect(server.seen.isEmpty)
        }
    }

    @Test func `a URL on the own origin is followed, whatever its path`() async throws {
        try await connected("check = function(api) return api:follow \"/elsewhere?page=2\" end,") { connector, server in
            try await connector.check()
            #expect(server.seen.map(\.line) == ["GET /elsewhere?page=2"])
        }
    }

    @Test func `a base URL that cannot be used leaves no client`() async throws {
        let transport = OutboundTransport()
        let factory = ClientFactory(transport: transport)
        let http = HTTPDeclaration(auth: .none, headers: [:], budget: RateDeclaration(), errors: ErrorDeclaration())
        let failure = #expect(throws: OutboundFailure.self) {
            try factory.client(for: "desk", base: "http://desk.example", http: http, settings: PluginSettings())
        }
        #expect(
            failure?.message
                == "base_url \"http://desk.example\" is plain HTTP, which is allowed to loopback only; write https://"
        )
        try await transport.shutdown()
    }
}
