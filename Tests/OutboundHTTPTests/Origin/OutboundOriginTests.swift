import Testing

@testable import OutboundHTTP

struct OutboundOriginTests {
    @Test(arguments: [
        ("https://Desk.Example.com/", "https://desk.example.com", "https://desk.example.com"),
        ("HTTPS://desk.example.com:443/api/v2/", "https://desk.example.com", "https://desk.example.com/api/v2"),
        ("https://desk.example.com:8443", "https://desk.example.com:8443", "https://desk.example.com:8443"),
        ("http://localhost:8080/x", "http://localhost:8080", "http://localhost:8080/x"),
        ("http://127.9.8.7", "http://127.9.8.7", "http://127.9.8.7"),
        ("http://[::1]:81/", "http://[::1]:81", "http://[::1]:81"),
    ])
    func `a base URL is read in parts`(text: String, origin: String, base: String) throws {
        let parsed = try OutboundOrigin(text)
        #expect(parsed.description == origin)
        #expect(parsed.baseURL == base)
    }

    static let refused: [(String, OutboundFailure.Kind, String)] = [
        (
            "http://example.com", .insecure,
            "base_url \"http://example.com\" is plain HTTP, which is allowed to loopback only; write https://"
        ),
        (
            "http://127.0.0.1.example.com", .insecure,
            "base_url \"http://127.0.0.1.example.com\" is plain HTTP, which is allowed to loopback only; write https://"
        ),
        (
            "http://127.1", .insecure,
            "base_url \"http://127.1\" is plain HTTP, which is allowed to loopback only; write https://"
        ),
        (
            "ftp://example.com", .invalidRequest,
            "base_url \"ftp://example.com\" is not an absolute http or https URL; "
                + "write it in full, as in \"https://desk.example.com/api\""
        ),
        (
            "desk.example.com", .invalidRequest,
            "base_url \"desk.example.com\" is not an absolute http or https URL; "
                + "write it in full, as in \"https://desk.example.com/api\""
        ),
        (
            "https:///path", .invalidRequest,
            "base_url \"https:///path\" names no host; write it in full, as in \"https://desk.example.com/api\""
        ),
        (
            "https://joe:pass@example.com", .invalidRequest,
            "base_url holds a user name or password; give the credentials as settings instead"
        ),
        (
            "https://exa mple.com", .invalidRequest,
            "base_url \"https://exa mple.com\" has a host that is not a plain name or address; "
                + "write letters, digits, dots and dashes (xn-- for others)"
        ),
        (
            "https://example.com:99999", .invalidRequest,
            "base_url \"https://example.com:99999\" has a port that is not a number from 1 to 65535; correct it"
        ),
        (
            "https://example.com/a?token=hush", .invalidRequest,
            "base_url holds a query or a fragment; write only the part before it, \"https://example.com/a\""
        ),
    ]

    @Test(arguments: refused)
    func `a bad base URL is refused with one sentence`(text: String, kind: OutboundFailure.Kind, message: String) {
        do throws(OutboundFailure) {
            _ = try OutboundOrigin(text)
            Issue.record("expected a failure")
        } catch {
            #expect(error.kind == kind)
            #expect(error.message == message)
        }
    }

    @Test func `the setting's own name stands in the message`() {
        #expect(throws: OutboundFailure.self) { try OutboundOrigin("x", setting: "login_url") }
        do throws(OutboundFailure) {
            _ = try OutboundOrigin("x", setting: "login_url")
        } catch {
            #expect(error.message.hasPrefix("login_url \"x\" is not"))
        }
    }

    @Test(arguments: [
        ("https://a.example/x", "https://A.example:443/y", true),
        ("https://a.example", "https://a.example:444", false),
        ("https://localhost", "http://localhost", false),
        ("https://a.example", "https://b.example", false),
    ])
    func `origins are the same by scheme, host and port`(one: String, other: String, same: Bool) throws {
        #expect(try OutboundOrigin(one).hasSameOrigin(as: OutboundOrigin(other)) == same)
    }

    @Test(arguments: [
        ("https://a.example", "", "https://a.example/"),
        ("https://a.example/v1", "", "https://a.example/v1"),
        ("https://a.example/v1/", "tickets/", "https://a.example/v1/tickets/"),
        ("https://a.example/v1", "//tickets", "https://a.example/v1//tickets"),
        ("https://a.example/v1", "/a#b", "https://a.example/v1/a%23b"),
        ("https://a.example/v1", "/a%2Fb?c=d", "https://a.example/v1/a%2Fb?c=d"),
    ])
    func `a path joins with one slash and is otherwise as given`(base: String, path: String, url: String) throws {
        #expect(try OutboundOrigin(base).joining(path).text == url)
    }
}
