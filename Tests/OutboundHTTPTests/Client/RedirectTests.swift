import Testing

@testable import OutboundHTTP

struct RedirectTests {
    private static let authorized: Fixture = {
        var fixture = Fixture()
        fixture.credentials = FixedCredential(.header(name: "Authorization", value: Secret("Bearer hush-hush")))
        fixture.options.headers = ["X-Account": "7"]
        return fixture
    }()

    @Test func `a read follows a redirect on its own origin, with its credentials`() async throws {
        try await ScriptedServer.run({ seen, _ in
            seen.target == "/new/tickets?page=2" ? .status(200) : .status(302, [("Location", "../new/tickets?page=2")])
        }) { server in
            try await Self.authorized.run(server.url) { client in
                let response = try await client.send(OutboundRequest(.get, .path("/old/tickets")))
                #expect(response.status == 200)
                #expect(response.url == server.url + "/new/tickets?page=2")
            }
            #expect(server.seen.map { $0.header("Authorization") } == ["Bearer hush-hush", "Bearer hush-hush"])
        }
    }

    @Test func `a redirect to another origin is a failure, and nothing is sent there`() async throws {
        try await ScriptedServer.run({ _, _ in .status(200) }) { other in
            try await ScriptedServer.run({ _, _ in .status(307, [("Location", other.url + "/x")]) }) { server in
                try await Self.authorized.run(server.url) { client in
                    let failure = try await client.failure(of: OutboundRequest(.get, .path("/t")))
                    #expect(failure.kind == .foreignOrigin)
                    #expect(
                        failure.message == "GET /t leads to \(other.url), which is not the connection's origin "
                            + "\(server.url); nothing was sent there, correct base_url if the server has moved"
                    )
                }
            }
            #expect(other.seen.isEmpty)
        }
    }

    @Test func `a read that allows it goes to another origin bare, and comes back bare`() async throws {
        let home = Recorder<String>()
        try await ScriptedServer.run({ _, _ in .status(302, [("Location", home.all[0] + "/back")]) }) { other in
            try await ScriptedServer.run({ seen, _ in
                seen.target == "/back" ? .status(200) : .status(302, [("Location", other.url + "/file")])
            }) { server in
                home.append(server.url)
                try await Self.authorized.run(server.url) { client in
                    var request = OutboundRequest(.get, .path("/attachment"), headers: ["X-Private": "1"])
                    request.allowsForeignRedirect = true
                    let answer = try await client.send(request)
                    #expect(answer.status == 200)
                }
                #expect(server.seen.map { $0.header("Authorization") } == ["Bearer hush-hush", nil])
            }
            let seen = try #require(other.seen.first)
            #expect(seen.header("Authorization") == nil)
            #expect(seen.header("X-Account") == nil)
            #expect(seen.header("X-Private") == nil)
        }
    }

    @Test func `a redirect to plain HTTP out there is refused`() async throws {
        try await ScriptedServer.run({ _, _ in .status(302, [("Location", "http://example.com/f")]) }) { server in
            try await Fixture().run(server.url) { client in
                var request = OutboundRequest(.get, .path("/a"))
                request.allowsForeignRedirect = true
                let failure = try await client.failure(of: request)
                #expect(failure.kind == .insecure)
                #expect(
                    failure.message == "GET /a was redirected to http://example.com, which is not https or is inside "
                        + "this machine; nothing was sent there"
                )
            }
        }
    }

    @Test func `the sixth redirect is one too many`() async throws {
        try await ScriptedServer.run({ _, number in .status(302, [("Location", "/\(number)")]) }) { server in
            try await Fixture().run(server.url) { client in
                let failure = try await client.failure(of: OutboundRequest(.get, .path("/a")))
                #expect(failure.kind == .tooManyRedirects)
                #expect(failure.message == "GET /a was redirected more than 5 times by \(server.url); check base_url")
            }
            #expect(server.seen.count == 6)
        }
    }

    @Test func `a redirect answer to a write is the response`() async throws {
        try await ScriptedServer.run({ _, _ in .status(303, [("Location", "/done")]) }) { server in
            try await Fixture().run(server.url) { client in
                let answer = try await client.send(OutboundRequest(.post, .path("/a")))
                #expect(answer.status == 303)
            }
            #expect(server.seen.count == 1)
        }
    }

    @Test func `a read that does not follow gets the redirect itself`() async throws {
        try await ScriptedServer.run({ _, _ in .status(302, [("Location", "/login")]) }) { server in
            try await Fixture().run(server.url) { client in
                var request = OutboundRequest(.get, .path("/a"))
                request.followsRedirects = false
                let response = try await client.send(request)
                #expect(response.status == 302)
                #expect(response.headers.first("location") == "/login")
            }
        }
    }

    @Test(arguments: [(303, "GET", ""), (307, "POST", "q=1")])
    func `a search that is redirected is asked again as the status says`(
        status: Int,
        method: String,
        body: String
    ) async throws {
        try await ScriptedServer.run({ seen, _ in
            seen.target == "/there" ? .status(200) : .status(status, [("Location", "/there")])
        }) { server in
            try await Fixture().run(server.url) { client in
                let form = OutboundBody.form([NamedValue("q", "1")])
                _ = try await client.send(OutboundRequest(.post, .path("/search"), body: form, reads: true))
            }
            #expect(server.seen.last?.method == method)
            #expect(server.seen.last?.text == body)
        }
    }
}
