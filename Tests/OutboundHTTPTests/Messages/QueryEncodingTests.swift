import Testing

@testable import OutboundHTTP

struct QueryEncodingTests {
    @Test(arguments: [
        ("a-Z_0.~", "a-Z_0.~"), ("a/b?c#d", "a%2Fb%3Fc%23d"), ("é %", "%C3%A9%20%25"), ("..", "%2E%2E"), (".", "%2E"),
        ("", ""), ("\n", "%0A"),
    ])
    func `a path segment keeps only what is unreserved`(text: String, encoded: String) {
        #expect(QueryEncoding.percentEncodedSegment(text) == encoded)
    }

    @Test func `a query keeps order and repeated names`() {
        let query = QueryEncoding.query([NamedValue("b", "2"), NamedValue("a[]", "x y"), NamedValue("b", "")])
        #expect(query == "b=2&a%5B%5D=x%20y&b=")
    }

    @Test func `repairing leaves what is encoded, and encodes what is illegal`() {
        #expect(QueryEncoding.repaired("/a%20b c/é|[x]") == "/a%20b%20c/%C3%A9%7C%5Bx%5D")
    }

    @Test(
        arguments: [("a%20b", "a b"), ("%C3%A9", "é"), ("%", "%"), ("%zz", "%zz"), ("%FF", nil)] as [(String, String?)]
    )
    func `decoding takes what it can`(text: String, decoded: String?) {
        #expect(QueryEncoding.decode(text) == decoded)
    }
}
