import Testing

@testable import OutboundHTTP

struct ResolvingTests {
    @Test(arguments: [
        ("https://b.example/x", "https://b.example/x"),
        ("//b.example/x", "https://b.example/x"),
        ("\\\\b.example\\x", "https://b.example/x"),
        ("/x", "https://a.example/x"),
        ("/x/../y/./z", "https://a.example/y/z"),
        ("?p=2", "https://a.example/one/two?p=2"),
        ("three", "https://a.example/one/three"),
        ("../three/", "https://a.example/three/"),
        ("..", "https://a.example/"),
        ("", "https://a.example/one/two?q=1"),
        ("/login?next=https://a.example/one", "https://a.example/login?next=https://a.example/one"),
    ])
    func `a reference is resolved as RFC 3986 has it`(reference: String, url: String) throws {
        let base = try ParsedURL("https://a.example/one/two?q=1")
        #expect(try base.resolving(reference).text == url)
    }

    @Test(arguments: [("/a/../b", true), ("/a/%2E./b", true), ("/./a", true), ("/a/..b/c.", false), ("/...", false)])
    func `dot segments are seen in every writing`(path: String, has: Bool) {
        #expect(ParsedURL.hasDotSegment(path) == has)
    }
}
