import Testing
import TicketModel

@testable import PluginHost

struct NumberedPagesTests {
    private static let told = "page = \"page\", size = \"per_page\", per_page = 2, current = \"page\", last = \"last\", total = \"total\","

    private static func answer(_ ids: ClosedRange<Int>, page: Int, last: Int) -> String {
        "{\"rows\":\(PagesDesk.rows(ids)),\"page\":\(page),\"last\":\"\(last)\",\"total\":5}"
    }

    @Test func `pages are read to the last, each request with its query`() async throws {
        let desk = try await PagesDesk.make(
            "numbered",
            Self.told,
            Self.answer(1...2, page: 1, last: 3),
            Self.answer(3...4, page: 2, last: 3),
            Self.answer(5...5, page: 3, last: 3)
        )
        #expect(try await desk.allPages() == [["1", "2"], ["3", "4"], ["5"]])
        #expect(desk.queries == [1, 2, 3].map { ["page=\($0)", "per_page=2"] })
        #expect(desk.transport.requests.allSatisfy { $0.queryText.contains("kept=yes") && $0.path == "/tickets" })
    }

    @Test func `total, pages and what was applied are told`() async throws {
        let desk = try await PagesDesk.make("numbered", Self.told, Self.answer(1...2, page: 1, last: 3))
        let page = try await desk.page()
        #expect(page.total == 5 && page.pages == 3 && page.applied == [.status])
    }

    @Test func `a page may be asked for by its number`() async throws {
        let desk = try await PagesDesk.make("numbered", Self.told, Self.answer(3...4, page: 2, last: 3))
        let page = try await desk.page(at: .page(2))
        #expect(page.tickets.map(\.id.id) == ["3", "4"])
        #expect(desk.queries == [["page=2", "per_page=2"]])
        let fromZero = try await PagesDesk.make("numbered", "page = \"p\", first = 0, last = \"last\",", "{\"rows\":[{\"id\":1}],\"last\":2}")
        #expect(try await fromZero.page(at: .page(2)).pages == 3)
        #expect(fromZero.queries == [["p=1"]])
    }

    @Test func `a page that the provider answers wrongly is refused`() async throws {
        let desk = try await PagesDesk.make("numbered", Self.told + "page_setting = \"page_param\",", Self.answer(1...2, page: 1, last: 3))
        let failure = await desk.listFailure(at: .page(2))
        #expect(failure?.kind == .protocolError)
        #expect(failure?.message == "\"/tickets\" answered page 1 where page 2 was asked for; check the setting page_param.")
        let unnamed = try await PagesDesk.make("numbered", Self.told, Self.answer(1...2, page: 1, last: 3))
        #expect(
            await unnamed.listFailure(at: .page(2))?.message
                == "\"/tickets\" answered page 1 where page 2 was asked for; the API may have another name for \"page\"."
        )
    }

    @Test func `the last page in the place of one beyond it ends the listing`() async throws {
        let desk = try await PagesDesk.make("numbered", Self.told, Self.answer(1...2, page: 2, last: 2))
        let page = try await desk.page(at: .page(4))
        #expect(page.next == nil)
        #expect(page.pages == 2)
    }

    @Test func `without a last page an empty one is the end`() async throws {
        let desk = try await PagesDesk.make(
            "numbered",
            "page = \"page\",",
            "{\"rows\":\(PagesDesk.rows(1...2))}",
            "{\"rows\":\(PagesDesk.rows(3...3))}",
            "{\"rows\":[]}"
        )
        #expect(try await desk.allPages() == [["1", "2"], ["3"], []])
        #expect(desk.transport.requests.count == 3)
    }

    @Test(arguments: ["null", "false", "\"\""])
    func `more tells of a next page`(_ nothing: String) async throws {
        let desk = try await PagesDesk.make(
            "numbered",
            "page = \"page\", more = \"meta.next\",",
            "{\"rows\":\(PagesDesk.rows(1...2)),\"meta\":{\"next\":\"yes\"}}",
            "{\"rows\":\(PagesDesk.rows(3...4)),\"meta\":{\"next\":\(nothing)}}"
        )
        #expect(try await desk.allPages() == [["1", "2"], ["3", "4"]])
    }

    @Test func `a page whose rows are all left out is not the end`() async throws {
        let desk = try await PagesDesk.make(
            "numbered",
            "page = \"page\",",
            "{\"rows\":[{\"id\":1,\"hidden\":true}]}",
            "{\"rows\":\(PagesDesk.rows(2...2))}",
            "{\"rows\":[]}"
        )
        #expect(try await desk.allPages() == [[], ["2"], []])
    }

    @Test func `the same rows again are a loop`() async throws {
        let desk = try await PagesDesk.make("numbered", "page = \"page\", page_setting = \"page_param\",", "{\"rows\":\(PagesDesk.rows(1...2))}")
        let failure = await #expect(throws: TicketFailure.self) { try await desk.allPages() }
        #expect(failure?.kind == .protocolError)
        #expect(failure?.message == "\"/tickets\" answered the same rows again, which loops; check the setting page_param.")
        #expect(desk.transport.requests.count == 2)
    }

    @Test func `a cursor of somebody else's making is refused`() async throws {
        let desk = try await PagesDesk.make("numbered", Self.told, "{}")
        #expect(
            await desk.listFailure(at: .opaque("next please"))?.message
                == "\"/tickets\" has no page \"next please\"; begin the list again without a cursor."
        )
        #expect(desk.transport.requests == [])
    }

    @Test(arguments: [
        ("{}", "rows", "at \"rows\", not with nothing"),
        ("{\"rows\":null}", "rows", "at \"rows\", not with null"),
        ("{\"rows\":\"none\"}", "rows", "at \"rows\", not with a string"),
        ("{\"rows\":{\"a\":1}}", "rows", "at \"rows\", not with an object"),
        ("{\"rows\":[1]}", "rows", "at \"rows\", not with a number in row 1"),
        ("{\"rows\":[{\"id\":1},null]}", "rows", "at \"rows\", not with null in row 2"),
        ("{\"data\":{}}", "data.rows", "at \"data.rows\", not with nothing"),
        ("[]", "data.rows", "at \"data.rows\", not with nothing"),
        ("", "rows", "at \"rows\", not with nothing"),
        ("{\"a\":1}", "", "as the whole answer, not with an object"),
        ("5", "", "as the whole answer, not with a number"),
    ])
    func `an answer without rows is told`(_ body: String, _ items: String, _ told: String) async throws {
        let desk = try await PagesDesk.make("numbered", "page = \"page\",", items: items, body)
        let failure = await desk.listFailure()
        #expect(failure?.kind == .protocolError)
        #expect(
            failure?.message
                == "\"/tickets\" must answer with a list of objects \(told); check base_url and the API's version."
        )
    }

    @Test func `rows may be the whole answer, or lie deep in it`() async throws {
        let whole = try await PagesDesk.make("numbered", "page = \"page\",", items: "", PagesDesk.rows(1...1))
        #expect(try await whole.page().tickets.map(\.id.id) == ["1"])
        let deep = try await PagesDesk.make("numbered", "page = \"page\",", items: "a.1.b", "{\"a\":[{\"b\":[{\"id\":7}]}]}")
        #expect(try await deep.page().tickets.map(\.id.id) == ["7"])
    }

    @Test func `a provider's refusal is the listing's`() async throws {
        let desk = try await PagesDesk.make("numbered", Self.told) { _, _ in .answered(403, "{\"message\":\"Nee\"}") }
        #expect(await desk.listFailure()?.kind == .forbidden)
    }
}
