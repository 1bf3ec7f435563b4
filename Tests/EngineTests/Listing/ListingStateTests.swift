import PluginHost
import Testing
import TicketModel

@testable import Engine

struct ListingStateTests {
    private func page(
        _ ids: ClosedRange<Int>,
        next: PageCursor? = nil,
        total: Int? = nil,
        pages: Int? = nil
    ) -> TicketPage {
        TicketPage(tickets: ids.map { .sample($0) }, next: next, total: total, pages: pages)
    }

    @Test func `pages with opaque cursors are asked for one after the other`() throws {
        var state = ListingState(connection: "portal", parallelism: 4)
        let first = try #require(state.begin().first)
        #expect(first.cursor == nil)
        let second = try state.answered(first, with: page(1...2, next: .opaque("a")))
        #expect(second.tickets.map(\.id.id) == ["1", "2"])
        #expect(second.requests.map(\.cursor) == [.opaque("a")])
        let end = try state.answered(try #require(second.requests.first), with: page(3...4))
        #expect(end.requests.isEmpty)
        #expect(state.hasEnded)
        #expect(state.pagesRead == 2)
    }

    @Test func `a known number of pages is asked for side by side, never more than allowed`() throws {
        var state = ListingState(connection: "portal", parallelism: 3)
        var step = try state.answered(try #require(state.begin().first), with: page(1...1, next: .page(2), pages: 6))
        #expect(step.requests.map(\.cursor) == [.page(2), .page(3), .page(4)])
        #expect(state.pagesKnown == 6)
        let third = try #require(step.requests.first { $0.cursor == .page(3) })
        step = try state.answered(third, with: page(3...3, next: .page(4), pages: 6))
        #expect(step.requests.map(\.cursor) == [.page(5)])
    }

    @Test func `a last page that is not the last is gone on from in order, then swept again`() throws {
        var state = ListingState(connection: "portal", parallelism: 4)
        var step = try state.answered(try #require(state.begin().first), with: page(1...1, next: .page(2), pages: 2))
        step = try state.answered(try #require(step.requests.first), with: page(2...2, next: .page(3), pages: 3))
        #expect(step.requests.map(\.cursor) == [.page(3)])
        step = try state.answered(try #require(step.requests.first), with: page(3...3, pages: 3))
        #expect(step.requests.map(\.cursor) == [nil])
        step = try state.answered(try #require(step.requests.first), with: page(1...1, next: .page(2), pages: 3))
        #expect(step.tickets.isEmpty)
        #expect(step.requests.map(\.cursor) == [.page(2)], "the second sweep is in order")
    }

    @Test func `a second sweep is the last one, whatever it meets`() throws {
        var state = ListingState(connection: "portal", parallelism: 1)
        var step = try state.answered(
            try #require(state.begin().first),
            with: page(1...2, next: .opaque("a"), total: 4)
        )
        step = try state.answered(try #require(step.requests.first), with: page(2...3, total: 5))
        step = try state.answered(try #require(step.requests.first), with: page(1...2, next: .opaque("a"), total: 6))
        step = try state.answered(try #require(step.requests.first), with: page(2...4, total: 7))
        #expect(step.tickets.map(\.id.id) == ["4"])
        #expect(step.requests.isEmpty)
        #expect(state.hasEnded)
    }

    @Test func `a row that stands twice on one page comes once and moves nothing`() throws {
        var state = ListingState(connection: "portal", parallelism: 4)
        let rows = TicketPage(tickets: [.sample(1), .sample(1), .sample(2)])
        let step = try state.answered(try #require(state.begin().first), with: rows)
        #expect(step.tickets.map(\.id.id) == ["1", "2"])
        #expect(state.hasEnded)
    }

    @Test(arguments: [(total: 4, pages: 3), (total: 5, pages: 2), (total: 5, pages: 3)])
    func `a total or a number of pages that changes brings a second sweep`(changed: (total: Int, pages: Int)) throws {
        var state = ListingState(connection: "portal", parallelism: 1)
        var step = try state.answered(
            try #require(state.begin().first),
            with: page(1...2, next: .page(2), total: 4, pages: 2)
        )
        step = try state.answered(
            try #require(step.requests.first),
            with: page(3...4, total: changed.total, pages: changed.pages)
        )
        #expect(step.requests.map(\.cursor) == [nil])
        #expect(!state.hasEnded)
    }

    @Test func `a row that stands on two pages brings a second sweep`() throws {
        var state = ListingState(connection: "portal", parallelism: 4)
        var step = try state.answered(try #require(state.begin().first), with: page(1...2, next: .opaque("a")))
        step = try state.answered(try #require(step.requests.first), with: page(2...3))
        #expect(step.tickets.map(\.id.id) == ["3"])
        #expect(step.requests.map(\.cursor) == [nil])
    }

    @Test func `a cursor that was read before is a protocol failure`() throws {
        var state = ListingState(connection: "portal", parallelism: 4)
        var step = try state.answered(try #require(state.begin().first), with: page(1...2, next: .opaque("a")))
        step = try state.answered(try #require(step.requests.first), with: page(3...4, next: .opaque("b")))
        let failure = #expect(throws: TicketFailure.self) {
            try state.answered(try #require(step.requests.first), with: page(5...6, next: .opaque("a")))
        }
        #expect(failure?.kind == .protocolError)
        #expect(
            failure?.message
                == "The listing of portal goes in a circle: page 3 names a next page that has been read before; "
                + "check the plugin's paging."
        )
    }

    @Test func `the very same rows on and on are a protocol failure`() throws {
        var state = ListingState(connection: "portal", parallelism: 4)
        var request = try #require(state.begin().first)
        let failure = #expect(throws: TicketFailure.self) {
            for number in 1...1000 {
                let step = try state.answered(request, with: page(1...2, next: .page(number + 1)))
                request = try #require(step.requests.first)
            }
        }
        #expect(state.pagesRead == 17)
        #expect(
            failure?.message
                == "The listing of portal shows the very same tickets on 17 pages in a row; "
                + "check the setting that names the page."
        )
    }

    @Test func `a listing without end is cut off`() throws {
        var state = ListingState(connection: "portal", parallelism: 1)
        var request = try #require(state.begin().first)
        let failure = #expect(throws: TicketFailure.self) {
            for number in 1...200_000 {
                let step = try state.answered(request, with: page(number...number, next: .page(number)))
                request = try #require(step.requests.first)
            }
        }
        #expect(state.pagesRead == 100_000)
        #expect(
            failure?.message
                == "The listing of portal has more than 100000 pages; narrow the filter or check the plugin's paging."
        )
    }

    @Test func `a number of pages that nobody has is refused at once`() throws {
        var state = ListingState(connection: "portal", parallelism: 4)
        let first = try #require(state.begin().first)
        #expect(throws: TicketFailure.self) {
            try state.answered(first, with: page(1...2, next: .page(2), pages: 100_001))
        }
    }
}
