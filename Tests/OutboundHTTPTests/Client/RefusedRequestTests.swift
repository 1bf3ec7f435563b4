import Testing

@testable import OutboundHTTP

struct RefusedRequestTests {
    struct Case: Sendable {
        var request: OutboundRequest
        var kind: OutboundFailure.Kind
        var message: String
    }

    static let cases: [Case] = [
        Case(
            request: OutboundRequest(.get, .url("https://evil.example/x?token=1")),
            kind: .foreignOrigin,
            message: "GET /x leads to https://evil.example, which is not the connection's origin http://127.0.0.1:9; "
                + "nothing was sent there, correct base_url if the server has moved"
        ),
        Case(
            request: OutboundRequest(.get, .url("//evil.example/x")),
            kind: .foreignOrigin,
            message: "GET /x leads to http://evil.example, which is not the connection's origin http://127.0.0.1:9; "
                + "nothing was sent there, correct base_url if the server has moved"
        ),
        Case(
            request: OutboundRequest(.get, .url("http://127.0.0.1:9@evil.example/x")),
            kind: .invalidRequest,
            message: "The URL of GET (a URL that an answer gave) holds a user name or password; "
                + "give the credentials as settings instead"
        ),
        Case(
            request: OutboundRequest(.delete, .path("/tickets/%2e%2e/users")),
            kind: .invalidRequest,
            message: "The path of DELETE /tickets/%2e%2e/users has a segment \".\" or \"..\", "
                + "which may reach something else; write the path in full"
        ),
        Case(
            request: OutboundRequest(.get, .path("/a\r\nHost: x")),
            kind: .invalidRequest,
            message: "The URL of GET /a??Host: x has a line break or another control character; take it out"
        ),
        Case(
            request: OutboundRequest(.get, .path("/a"), headers: ["X-A": "1\r\nX-B: 2"]),
            kind: .invalidRequest,
            message: "Header \"X-A\" of GET /a has a character that HTTP does not allow there; take it out"
        ),
        Case(
            request: OutboundRequest(.get, .path("/a"), headers: ["X A": "1"]),
            kind: .invalidRequest,
            message: "Header \"X A\" of GET /a has a character that HTTP does not allow there; take it out"
        ),
        Case(
            request: OutboundRequest(.post, .path("/a"), headers: ["transfer-encoding": "chunked"]),
            kind: .invalidRequest,
            message: "Header \"transfer-encoding\" of POST /a is set by the host; take it out"
        ),
    ]

    @Test(arguments: cases)
    func `a request that may not be sent is refused with one sentence`(expected: Case) async throws {
        try await Fixture().run("http://127.0.0.1:9") { client in
            let failure = try await client.failure(of: expected.request)
            #expect(failure.kind == expected.kind)
            #expect(failure.message == expected.message)
        }
    }
}
