import OutboundHTTP
import TicketModel

@testable import PluginHost

/// A made-up provider that lists by one of `usher.pages`.
enum PagesDesk {
    /// A desk that lists by a paginator such as `numbered`, with the options beside `items`, `each` and `cursor`.
    static func make(
        _ paginator: String,
        _ options: String,
        items: String = "rows",
        _ answer: @escaping @Sendable (OutboundRequest, Int) -> MadeUpTransport.Answer
    ) async throws -> Desk {
        let keys = """
            list = function(api, query, cursor)
              return usher.pages.\(paginator)(api, "/tickets", {
                cursor = cursor, items = "\(items)", query = { kept = "yes" }, applied = { "status" },
                each = function(row) if not row.hidden then return { id = row.id } end end, \(options)
              })
            end,
            """
        return try await Desk(keys, MadeUpTransport(answer))
    }

    static func make(_ paginator: String, _ options: String, items: String = "rows", _ answers: String...) async throws
        -> Desk
    {
        try await make(paginator, options, items: items) { _, number in
            .answered(200, answers[min(number, answers.count) - 1])
        }
    }

    /// Rows with ids from one number to another.
    static func rows(_ ids: ClosedRange<Int>) -> String {
        "[\(ids.map { "{\"id\":\($0)}" }.joined(separator: ","))]"
    }
}

extension Desk {
    func page(at cursor: PageCursor? = nil) async throws(TicketFailure) -> TicketPage {
        try await connector.page(TicketFilter(), at: cursor)
    }

    /// The ids of a listing, page by page until it ends.
    func allPages(atMost count: Int = 20) async throws(TicketFailure) -> [[String]] {
        var pages: [[String]] = []
        var cursor: PageCursor?
        repeat {
            let page = try await page(at: cursor)
            pages.append(page.tickets.map(\.id.id))
            cursor = page.next
        } while cursor != nil && pages.count < count
        return pages
    }

    /// The queries that were sent, without what every request has.
    var queries: [[String]] {
        transport.requests.map { $0.queryText.filter { $0 != "kept=yes" } }
    }
}
