import Testing

@testable import OutboundHTTP

struct FetchedTokenTests {
    /// Runs a connection whose token comes from `/login` of the same server.
    private func run(
        _ recipe: TokenRecipe,
        _ answer: @escaping @Sendable (ScriptedServer.Seen, Int) async -> ScriptedServer.Reply,
        _ body: (OutboundClient, ScriptedServer, Fixture) async throws -> Void
    ) async throws {
        try await ScriptedServer.run(answer) { server in
            try await Fixture().run(server.url) { login in
                var fixture = Fixture()
                fixture.credentials = FetchedToken(
                    recipe,
                    client: login,
                    redactor: fixture.redactor,
                    clock: fixture.clock.clock
                )
                try await fixture.run(server.url) { client in
                    try await body(client, server, fixture)
                }
            }
        }
    }

    private static func recipe() -> TokenRecipe {
        TokenRecipe(tokenPath: "data.token", lifetime: .seconds(36_000)) { _ in
            OutboundRequest(.post, .path("/login"), body: .form([NamedValue("password", "pass-word")]))
        } credential: { token in
            .header(name: "Authorization", value: token)
        }
    }

    private static func loginGivesToken(
        _ seen: ScriptedServer.Seen,
        _ number: Int
    ) -> ScriptedServer.Reply {
        seen.target == "/login" ? .status(200, [], "{\"data\":{\"token\":\"token-\(number)\"}}") : .status(200)
    }

    private static func tenAtOnce(_ client: OutboundClient) async throws -> [Int] {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<10 {
                group.addTask { try await client.send(OutboundRequest(.get, .path("/t"))).status }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func `ten callers at once need one login`() async throws {
        try await run(Self.recipe(), { Self.loginGivesToken($0, $1) }) { client, server, _ in
            let statuses = try await Self.tenAtOnce(client)
            #expect(statuses == Array(repeating: 200, count: 10))
            #expect(server.seen.filter { $0.target == "/login" }.count == 1)
            #expect(Set(server.seen.compactMap { $0.header("Authorization") }) == ["token-1"])
        }
    }

    @Test func `a token is renewed before it expires`() async throws {
        try await run(Self.recipe(), { Self.loginGivesToken($0, $1) }) { client, server, fixture in
            _ = try await client.send(OutboundRequest(.get, .path("/a")))
            fixture.clock.advance(by: .seconds(35_939))
            _ = try await client.send(OutboundRequest(.get, .path("/b")))
            fixture.clock.advance(by: .seconds(1))
            _ = try await client.send(OutboundRequest(.get, .path("/c")))
            #expect(server.seen.map(\.target) == ["/login", "/a", "/b", "/login", "/c"])
        }
    }

    @Test func `a 401 renews the token once, for a write too, and the second 401 is the answer`() async throws {
        try await run(
            Self.recipe(),
            { seen, number in
                seen.target == "/login" ? Self.loginGivesToken(seen, number) : .status(401)
            }
        ) { client, server, _ in
            let answer = try await client.send(OutboundRequest(.post, .path("/t")))
            #expect(answer.status == 401)
            #expect(server.seen.map(\.target) == ["/login", "/t", "/login", "/t"])
            #expect(server.seen.compactMap { $0.header("Authorization") } == ["token-1", "token-3"])
        }
    }

    @Test func `a refused login is one sentence without the answer`() async throws {
        try await run(Self.recipe(), { _, _ in .status(403, [], "no such pass-word") }) { client, server, _ in
            let failure = try await client.failure(of: OutboundRequest(.get, .path("/t")))
            #expect(failure.kind == .credentials)
            #expect(
                failure.message == "No token could be fetched: The login POST /login at \(server.url) "
                    + "was refused with status 403; check the credentials"
            )
        }
    }

    @Test func `a login that fails for now leaves a write not sent`() async throws {
        try await run(Self.recipe(), { _, _ in .status(500) }) { client, server, _ in
            let failure = try await client.failure(of: OutboundRequest(.post, .path("/t")))
            #expect(failure.kind == .notSent)
            #expect(
                failure.message == "No token could be fetched: The login POST /login at \(server.url) "
                    + "answered with status 500; try again later"
            )
            #expect(server.seen.map(\.target) == ["/login"])
        }
    }

    @Test func `an answer without the token names the path`() async throws {
        try await run(Self.recipe(), { _, _ in .status(200, [], "{\"token\":\"hush-hush\"}") }) { client, server, _ in
            let failure = try await client.failure(of: OutboundRequest(.get, .path("/t")))
            #expect(failure.kind == .credentials)
            #expect(
                failure.message == "No token could be fetched: The login POST /login at \(server.url) "
                    + "gave no text at \"data.token\"; correct the path of the token"
            )
        }
    }

    @Test func `an OAuth refresh follows the lifetime it is told, and hands on the rotated refresh token`() async throws
    {
        let kept = Recorder<String>()
        var recipe = TokenRecipe(tokenPath: "access_token") { refresh in
            let form = [NamedValue("refresh_token", refresh?.unsafeRevealed() ?? "")]
            return OutboundRequest(.post, .path("/login"), body: .form(form))
        } credential: { token in
            .header(name: "Authorization", value: Secret("Bearer \(token.unsafeRevealed())"))
        }
        recipe.lifetimePath = "expires_in"
        recipe.refreshToken = Secret("refresh-0")
        recipe.refreshTokenPath = "refresh_token"
        recipe.onRotation = { kept.append($0.unsafeRevealed()) }
        try await run(
            recipe,
            { seen, number in
                let json =
                    "{\"access_token\":\"at-\(number)\",\"expires_in\":100,\"refresh_token\":\"refresh-\(number)\"}"
                return seen.target == "/login" ? .status(200, [], json) : .status(200)
            }
        ) { client, server, fixture in
            _ = try await client.send(OutboundRequest(.get, .path("/a")))
            fixture.clock.advance(by: .seconds(90))
            _ = try await client.send(OutboundRequest(.get, .path("/b")))
            let logins = server.seen.filter { $0.target == "/login" }.map(\.text)
            #expect(logins == ["refresh_token=refresh-0", "refresh_token=refresh-1"])
            #expect(server.seen.compactMap { $0.header("Authorization") } == ["Bearer at-1", "Bearer at-3"])
            #expect(kept.all == ["refresh-1", "refresh-3"])
            #expect(fixture.redactor.redact("at-3 refresh-3") == "<redacted> <redacted>")
        }
    }

    @Test(
        arguments: [
            ("data.items.1.t", "yes"), ("data.items.7.t", nil), ("data.number", nil), ("data.t.deeper", nil), ("", nil),
        ] as [(String, String?)]
    )
    func `a dotted path steps into objects and lists`(path: String, found: String?) throws {
        let answer = try #require(
            TokenAnswer(Array(#"{"data":{"items":[{"t":"no"},{"t":"yes"}],"number":1,"t":"x","n":null}}"#.utf8))
        )
        #expect(answer.text(at: path) == found)
    }
}
