import Testing
import TicketModel

@testable import PluginHost

struct OffsetPagesTests {
    private static let options = "offset = \"from\", limit = \"count\", per_page = 2, total = \"total\","

    private static func answer(_ ids: ClosedRange<Int>, total: Int) -> String {
        "{\"rows\":\(PagesDesk.rows(ids)),\"total\":\(total)}"
    }

    @Test func `pages are read until the total is reached`() async throws {
        let desk = try await PagesDesk.make(
            "offset",
            Self.options,
            Self.answer(1...2, total: 5),
            Self.answer(3...4, total: 5),
            Self.answer(5...5, total: 5)
        )
        #expect(try await desk.allPages() == [["1", "2"], ["3", "4"], ["5"]])
        #expect(desk.queries == [0, 2, 4].map { ["count=2", "from=\($0)"] })
    }

    @Test func `a probe goes before the first page only, and its refusal is the listing's`() async throws {
        let options = Self.options + "probe = \"/me\","
        let desk = try await PagesDesk.make(
            "offset",
            options,
            "{}",
            Self.answer(1...2, total: 3),
            Self.answer(3...3, total: 3)
        )
        #expect(try await desk.allPages() == [["1", "2"], ["3"]])
        #expect(desk.transport.requests.map(\.path) == ["/me", "/tickets", "/tickets"])

        let refused = try await PagesDesk.make("offset", options) { request, _ in
            request.path == "/me" ? .answered(401) : .answered(200, Self.answer(1...2, total: 2))
        }
        #expect(await refused.listFailure()?.kind == .auth)
        #expect(refused.transport.requests.map(\.path) == ["/me"])
    }

    @Test func `a page may be asked for by its number`() async throws {
        let desk = try await PagesDesk.make("offset", Self.options, Self.answer(5...5, total: 5))
        let page = try await desk.page(at: .page(3))
        #expect(page.pages == 3 && page.total == 5 && page.next == nil)
        #expect(desk.queries == [["count=2", "from=4"]])
    }

    @Test func `a provider that gives fewer rows than asked for has no pages of our size`() async throws {
        let desk = try await PagesDesk.make(
            "offset",
            "offset = \"from\", limit = \"count\", per_page = 100, total = \"total\",",
            Self.answer(1...50, total: 120),
            Self.answer(51...100, total: 120),
            Self.answer(101...120, total: 120)
        )
        #expect(try await desk.page().pages == nil)
        let again = try await PagesDesk.make(
            "offset",
            "offset = \"from\", limit = \"count\", per_page = 100, total = \"total\",",
            Self.answer(1...50, total: 120),
            Self.answer(51...100, total: 120),
            Self.answer(101...120, total: 120)
        )
        #expect(try await again.allPages().joined().count == 120)
        #expect(again.queries == [0, 50, 100].map { ["count=100", "from=\($0)"] })
    }

    @Test func `without a total an empty page is the end`() async throws {
        let desk = try await PagesDesk.make(
            "offset",
            Self.options,
            "{\"rows\":\(PagesDesk.rows(1...2))}",
            "{\"rows\":[]}"
        )
        #expect(try await desk.allPages() == [["1", "2"], []])
    }

    @Test func `an empty listing is one empty page`() async throws {
        let desk = try await PagesDesk.make("offset", Self.options, "{\"rows\":[],\"total\":0}")
        let page = try await desk.page()
        #expect(page.next == nil && page.pages == 1 && page.total == 0)
    }

    @Test func `the same rows again are a loop`() async throws {
        let desk = try await PagesDesk.make("offset", Self.options, Self.answer(1...2, total: 9))
        let failure = await #expect(throws: TicketFailure.self) { try await desk.allPages() }
        #expect(
            failure?.message
                == "\"/tickets\" answered the same rows again, which loops; the API may have another name for \"from\"."
        )
    }
}
