import Testing
import TicketModel

@testable import PluginHost

/// A page of a listing, and what the provider is asked with.
struct PageReadingTests {
    private func page(_ answer: String) async throws -> TicketPage {
        try await Desk("list = function(api, query, cursor) return \(answer) end,").connector.page(TicketFilter(), at: nil)
    }

    @Test func `a page is read as it was told`() async throws {
        let page = try await page(
            "{ tickets = { { id = 1 }, { id = 2 } }, next = \"p2\", total = 12, pages = 6, applied = { \"status\", \"nonsense\" } }"
        )
        #expect(page.tickets.map(\.id.id) == ["1", "2"])
        #expect(page.next == .opaque("p2"))
        #expect(page.total == 12)
        #expect(page.pages == 6)
        #expect(page.applied == [.status])
    }

    @Test func `what a page does not tell is nothing`() async throws {
        #expect(try await page("{ tickets = {} }") == TicketPage(tickets: []))
        #expect(try await page("{ tickets = {}, next = usher.null, total = usher.null, pages = usher.null }") == TicketPage(tickets: []))
        #expect(try await page("{ tickets = usher.json.decode \"[]\", next = 7 }").next == .opaque("7"))
    }

    @Test(arguments: [
        ("true", "a page is a table, not boolean"),
        ("{}", "the page has no tickets = { … }"),
        ("{ tickets = usher.null }", "the page has no tickets = { … }"),
        ("{ tickets = \"none\" }", "tickets are a list, not string"),
        ("{ tickets = { a = { id = 1 } } }", "tickets are a list, not a table with keys"),
        ("{ tickets = { [2] = { id = 1 } } }", "tickets are a list, not a table with keys"),
        ("{ tickets = { { id = 1 }, 5 } }", "a ticket is a table, not number"),
        ("{ tickets = {}, next = { page = 2 } }", "next is a table and not text"),
        ("{ tickets = {}, next = true }", "next is a boolean and not text"),
    ])
    func `a page of the wrong shape is told`(_ answer: String, _ told: String) async throws {
        let failure = await #expect(throws: TicketFailure.self) { _ = try await page(answer) }
        #expect(failure?.kind == .protocolError)
        #expect(failure?.message == "the plugin acme answered list of desk wrongly: \(told); mend the plugin.")
    }

    /// What `list` finds in its query, each value as JSON.
    private func query(_ terms: [String: JSONValue], keys: String = "") async throws -> [String] {
        let desk = try await Desk(
            """
            \(keys)
            list = function(api, query, cursor)
              local rows = {}
              for name, value in pairs(query) do
                rows[#rows + 1] = { id = name .. "=" .. usher.json.encode(value) }
              end
              return { tickets = rows }
            end,
            """
        )
        let page = try await desk.connector.page(TicketFilter(terms, zone: nil), at: nil)
        return page.tickets.map(\.id.id).sorted()
    }

    @Test func `the filter goes along, its words also as the provider's`() async throws {
        #expect(try await query([:]) == [])
        #expect(
            try await query(["status": ["open", "raw:WAIT"], "priority": "urgent", "assignee": "none"]) == [
                "assignee=\"none\"", "priority=[\"urgent\"]", "priority_raw=[\"urgent\"]",
                "status=[\"open\",\"raw:WAIT\"]", "status_raw=[\"in work\",\"open\",\"WAIT\"]",
            ]
        )
    }

    @Test func `a status that no word stands for has none, and unknown cannot be asked for`() async throws {
        #expect(try await query(["status": "on_hold"]) == ["status=[\"on_hold\"]", "status_raw=[]"])
        #expect(try await query(["status": "unknown"]) == ["status=[\"unknown\"]"])
        #expect(try await query(["status": ["open", "unknown"]]) == ["status=[\"open\",\"unknown\"]"])
    }

    @Test func `durations reach the provider as seconds, times as moments`() async throws {
        #expect(try await query(["older_than": "4h"]) == ["older_than=14400"])
        let created = try await query(["created_after": "1d"])
        #expect(created == ["created_after=1767843758"])
    }

    @Test func `a cursor is given back as it was, or as a page's number`() async throws {
        let desk = try await Desk(
            """
            list = function(api, query, cursor)
              local told = type(cursor) == "table" and "page " .. cursor.page or tostring(cursor)
              return { tickets = { { id = told } } }
            end,
            """
        )
        #expect(try await desk.connector.page(TicketFilter(), at: nil).tickets.map(\.id.id) == ["nil"])
        #expect(try await desk.connector.page(TicketFilter(), at: .opaque("a b")).tickets.map(\.id.id) == ["a b"])
        #expect(try await desk.connector.page(TicketFilter(), at: .page(3)).tickets.map(\.id.id) == ["page 3"])
    }
}
