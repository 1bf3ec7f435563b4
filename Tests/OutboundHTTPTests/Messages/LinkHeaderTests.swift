import Testing

@testable import OutboundHTTP

struct LinkHeaderTests {
    static let cases: [([String], [LinkHeader])] = [
        (["<https://a/2>; rel=\"next\""], [LinkHeader(url: "https://a/2", relations: ["next"])]),
        (
            ["<https://a/2?x=1,2>; rel=next, <https://a/9>;rel=\"last\""],
            [
                LinkHeader(url: "https://a/2?x=1,2", relations: ["next"]),
                LinkHeader(url: "https://a/9", relations: ["last"]),
            ]
        ),
        (["<a>; title=\"x, y; \\\"z\\\"\"; REL=\"Next last\""], [LinkHeader(url: "a", relations: ["next", "last"])]),
        (["<a>; rel=next; rel=prev"], [LinkHeader(url: "a", relations: ["next"])]),
        (["<a>; crossorigin; rel = next"], [LinkHeader(url: "a", relations: ["next"])]),
        (["<a>", "<b>; rel=next"], [LinkHeader(url: "a", relations: []), LinkHeader(url: "b", relations: ["next"])]),
        (["garbage", "<open; rel=next", ""], []),
    ]

    @Test(arguments: cases)
    func `links are read with their relations`(values: [String], links: [LinkHeader]) {
        #expect(LinkHeader.parse(values) == links)
    }

    @Test func `the target of a relation is the first link that has it`() {
        #expect(LinkHeader.target(of: "Next", in: ["<a>; rel=prev, <b>; rel=\"next\""]) == "b")
        #expect(LinkHeader.target(of: "next", in: ["<a>; rel=prev"]) == nil)
    }
}
