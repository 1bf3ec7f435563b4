import Testing

@testable import OutboundHTTP

struct CredentialTests {
    @Test func `a header credential takes the place of what the request has under that name`() async throws {
        var fixture = Fixture()
        fixture.credentials = FixedCredential(.header(name: "Authorization", value: Secret("Token abc")))
        try await ScriptedServer.run({ _, _ in .status(200) }) { server in
            try await fixture.run(server.url) { client in
                _ = try await client.send(OutboundRequest(.get, .path("/"), headers: ["authorization": "own"]))
            }
            #expect(server.seen.map { $0.header("Authorization") } == ["Token abc"])
        }
    }

    @Test func `basic credentials are user and password in base64`() async throws {
        var fixture = Fixture()
        fixture.credentials = FixedCredential(.basic(user: "Aladdin", password: Secret("open sesame")))
        try await ScriptedServer.run({ _, _ in .status(200) }) { server in
            try await fixture.run(server.url) { client in
                _ = try await client.send(OutboundRequest(.get, .path("/")))
            }
            #expect(server.seen.map { $0.header("Authorization") } == ["Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="])
        }
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("ÿþ~", "w7/Dvn4="),
    ])
    func `base64 is that of RFC 4648`(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
    }

    @Test func `a credential that does not fit a header is refused without being shown`() async throws {
        var fixture = Fixture()
        fixture.credentials = FixedCredential(.header(name: "Authorization", value: Secret("hush\nhush")))
        try await ScriptedServer.run({ _, _ in .status(200) }) { server in
            try await fixture.run(server.url) { client in
                let failure = try await client.failure(of: OutboundRequest(.get, .path("/a")))
                #expect(failure.kind == .invalidRequest)
                #expect(
                    failure.message
                        == "GET /a can't be written as HTTP (Invalid header field values); correct the request"
                )
            }
            #expect(server.seen.isEmpty)
        }
    }
}
