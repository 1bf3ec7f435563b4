import Testing

@testable import OutboundHTTP

/// A secret is never in what is said, however the request fails.
struct RedactionTests {
    static let secret = "s3cr/t value+\"1\""

    static let credentials: [Credential] = [
        .header(name: "Authorization", value: Secret("Bearer \(secret)")),
        .basic(user: "joe", password: Secret(secret)),
        .query(name: "api_key", value: Secret(secret)),
    ]

    @Test(arguments: credentials)
    func `no error, description or log line has the secret`(credential: Credential) async throws {
        let lines = Recorder<String>()
        var fixture = Fixture()
        fixture.credentials = FixedCredential(credential)
        fixture.options.logger = LogCapture.logger(into: lines)
        let encoded = QueryEncoding.percentEncodedSegment(Self.secret)
        var said: [String] = []
        try await RawServer.run({ _ = try await $0.read(until: "\r\n\r\n") }) { server in
            try await fixture.run(server.url) { client in
                for method in [OutboundMethod.get, .delete] {
                    let failure = try await client.failure(
                        of: OutboundRequest(method, .path("/keys/\(encoded)?k=\(encoded)"))
                    )
                    said += [failure.message, "\(failure)", String(reflecting: failure)]
                    var dumped = ""
                    dump(client.credentials, to: &dumped)
                    said += [dumped, "\(client.credentials)"]
                }
            }
        }
        #expect(lines.all.count > 2)
        for text in said + lines.all {
            for form in [Self.secret, encoded, Base64.encode(Array(Self.secret.utf8))] {
                #expect(!text.contains(form))
            }
        }
        #expect(said[0].hasPrefix("GET /keys/<redacted> got no answer"))
    }

    @Test func `the response does not tell the URL's credential`() async throws {
        var fixture = Fixture()
        fixture.credentials = FixedCredential(.query(name: "api_key", value: Secret("hush-hush")))
        try await ScriptedServer.run({ _, _ in .status(200) }) { server in
            try await fixture.run(server.url) { client in
                let response = try await client.send(OutboundRequest(.get, .url("/t?page=2&api_key=old")))
                #expect(response.url == server.url + "/t?page=2&api_key=old")
            }
            #expect(server.seen.map(\.target) == ["/t?page=2&api_key=hush-hush"])
        }
    }
}
