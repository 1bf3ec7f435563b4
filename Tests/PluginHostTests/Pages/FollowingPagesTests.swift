import OutboundHTTP
import Testing
import TicketModel

@testable import PluginHost

/// Pages that name the one after them: by a cursor, by a URL, by a header.
struct FollowingPagesTests {
    private static func body(_ id: Int, next: String) -> String {
        "{\"rows\":\(PagesDesk.rows(id...id)),\"meta\":{\"next\":\(next)}}"
    }

    // MARK: Cursors

    @Test func `a cursor is sent until there is none`() async throws {
        let desk = try await PagesDesk.make(
            "cursor",
            "parameter = \"after\", next = \"meta.next\",",
            Self.body(1, next: "\"a b\""),
            Self.body(2, next: "7"),
            Self.body(3, next: "null")
        )
        #expect(try await desk.allPages() == [["1"], ["2"], ["3"]])
        #expect(desk.queries == [[], ["after=a b"], ["after=7"]])
    }

    @Test func `more may say that the cursor leads nowhere`() async throws {
        let desk = try await PagesDesk.make(
            "cursor",
            "parameter = \"after\", next = \"meta.next\", more = \"more\",",
            "{\"rows\":[],\"more\":true,\"meta\":{\"next\":\"c\"}}",
            "{\"rows\":[],\"more\":false,\"meta\":{\"next\":\"d\"}}"
        )
        #expect(try await desk.allPages().count == 2)
    }

    @Test func `a cursor that leads to itself is a loop`() async throws {
        let desk = try await PagesDesk.make(
            "cursor",
            "parameter = \"after\", next = \"meta.next\",",
            Self.body(1, next: "\"c\"")
        )
        let failure = await #expect(throws: TicketFailure.self) { try await desk.allPages() }
        #expect(failure?.message == "\"/tickets\" names \"c\", the page just read, as the next one, which loops.")
        #expect(desk.transport.requests.count == 2)
    }

    // MARK: URLs

    private static let first = "https://desk.example/answered"

    @Test func `the next URL is followed as it is`() async throws {
        let desk = try await PagesDesk.make(
            "next_url",
            "next = \"meta.next\",",
            Self.body(1, next: "\"https://desk.example/tickets?page=2\""),
            Self.body(2, next: "\"/tickets?page=3\""),
            Self.body(3, next: "\"\"")
        )
        #expect(try await desk.allPages() == [["1"], ["2"], ["3"]])
        #expect(desk.queries[0] == [] && desk.transport.requests[0].path == "/tickets")
        #expect(desk.transport.requests.map(\.url) == [nil, "https://desk.example/tickets?page=2", "/tickets?page=3"])
        #expect(desk.transport.requests[1].query == [])
    }

    @Test(arguments: [first, "https://desk.example/2"])
    func `a URL that leads to itself is a loop`(_ url: String) async throws {
        let desk = try await PagesDesk.make("next_url", "next = \"meta.next\",", Self.body(1, next: "\"\(url)\""))
        let failure = await #expect(throws: TicketFailure.self) { try await desk.allPages() }
        #expect(failure?.kind == .protocolError)
        #expect(failure?.message == "\"/tickets\" names \"\(url)\", the page just read, as the next one, which loops.")
    }

    @Test func `what is no URL is told`() async throws {
        let desk = try await PagesDesk.make("next_url", "next = \"meta.next\",", Self.body(1, next: "{\"href\":\"x\"}"))
        #expect(await desk.listFailure()?.message == "\"/tickets\" must name the next page by a URL, not by an object.")
    }

    @Test func `a page that is not there may be the end`() async throws {
        let answer: @Sendable (OutboundRequest, Int) -> MadeUpTransport.Answer = { _, number in
            number == 1 ? .answered(200, Self.body(1, next: "\"/2\"")) : .answered(404)
        }
        let ends = try await PagesDesk.make("next_url", "next = \"meta.next\", end_on_not_found = true,", answer)
        #expect(try await ends.allPages() == [["1"], []])
        let fails = try await PagesDesk.make("next_url", "next = \"meta.next\",", answer)
        let failure = await #expect(throws: TicketFailure.self) { try await fails.allPages() }
        #expect(failure?.kind == .notFound)
    }

    @Test func `a first page that is not there is no end`() async throws {
        let desk = try await PagesDesk.make("next_url", "next = \"meta.next\", end_on_not_found = true,") { _, _ in
            .answered(404)
        }
        #expect(await desk.listFailure()?.kind == .notFound)
    }

    @Test func `a foreign origin is the client's to refuse, and ends the listing`() async throws {
        let desk = try await PagesDesk.make("next_url", "next = \"meta.next\",") { _, number in
            number == 1 ? .answered(200, Self.body(1, next: "\"https://evil.example/2\"")) : .failed(.foreignOrigin)
        }
        let failure = await #expect(throws: TicketFailure.self) { try await desk.allPages() }
        #expect(failure?.kind == .protocolError)
    }

    // MARK: Link headers

    private func next(_ header: String, _ options: String = "") async throws -> PageCursor? {
        let desk = try await PagesDesk.make("link", options, items: "") { _, _ in
            .answered(200, "[]", headers: ["Link": header])
        }
        return try await desk.page().next
    }

    @Test(arguments: [
        ("<https://desk.example/t?page=2>; rel=\"next\"", "https://desk.example/t?page=2"),
        (
            "<https://desk.example/t?page=1>; rel=\"prev\", <https://desk.example/t?a=1,2>; rel=next",
            "https://desk.example/t?a=1,2"
        ),
        ("</2>; title=\"a, b\"; rel=\"last next\"", "/2"),
        ("</2>; REL = \"NEXT\"", "/2"),
    ])
    func `the link with the relation next is the next page`(_ header: String, _ url: String) async throws {
        #expect(try await next(header) == .opaque(url))
    }

    @Test(arguments: ["", "</2>", "</2>; rel=\"last\"", "</2>; rel=\"nextish\"", "nonsense; rel=next"])
    func `without one the listing ends`(_ header: String) async throws {
        #expect(try await next(header) == nil)
    }

    @Test func `the relation may have another name`() async throws {
        #expect(try await next("</1>; rel=next, </2>; rel=older", "rel = \"older\",") == .opaque("/2"))
    }

    @Test func `links are followed to the end`() async throws {
        let desk = try await PagesDesk.make("link", "", items: "") { _, number in
            .answered(
                200,
                PagesDesk.rows(number...number),
                headers: number < 3 ? ["Link": "</p\(number + 1)>; rel=next"] : [:]
            )
        }
        #expect(try await desk.allPages() == [["1"], ["2"], ["3"]])
        #expect(desk.transport.requests.map(\.url) == [nil, "/p2", "/p3"])
    }
}
