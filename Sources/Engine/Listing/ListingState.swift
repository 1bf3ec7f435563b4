import PluginHost
import TicketModel

/// What a listing asks for next, and what an answer means.
///
/// It is pure: `PageFlow` performs what it says.
///
/// ```
/// inOrder(1) ──the first page tells its pages──► sideBySide ──the last page goes on──► inOrder(1)
///     │                                              │
///     └────────────── no next page ──────────────────┘──► ended, or inOrder(2) where rows have moved ──► ended
/// ```
///
/// Rows that move while pages are read leave traces: an id on two pages, a total or a number of pages that changes.
/// Then one more sweep follows, page after page: what is inserted meanwhile moves rows to later pages only, so such a
/// sweep meets every row. A row that is met again is not handed on again.
struct ListingState: Sendable {
    /// What an answer came to.
    struct Step: Sendable, Equatable {
        /// The tickets that had not been met before.
        var tickets: [Ticket]
        var requests: [PageRequest]
    }

    /// No provider has this many pages: a listing that does is one that does not end.
    static let mostPages = 100_000
    /// How often in a row the very same rows may come.
    ///
    /// Insertions can repeat a page by chance, but not on and on.
    static let mostRepeats = 16

    private enum Mode {
        case inOrder
        case sideBySide(SideBySide)
    }

    /// The numbered pages that are asked for at once.
    private struct SideBySide {
        var upcoming: Int
        let last: Int
        /// Where the last page says it goes on.
        var after: PageCursor?
    }

    let connection: String
    private let parallelism: Int
    private var mode = Mode.inOrder
    private var sweep = 1
    private var hasDrifted = false
    private var seen: Set<String> = []
    private var inFlight: Set<PageRequest> = []
    private var requestCount = 0
    /// Cursors that this sweep has used.
    private var cursors: Set<PageCursor> = []
    private var positionInSweep = 0
    private var lastRows: [String] = []
    private var repeats = 0
    /// How many tickets there are, as the provider told last.
    private(set) var total: Int?
    private var pages: Int?
    private var pagesBeforeSweep = 0
    private(set) var pagesRead = 0
    private(set) var hasEnded = false

    init(connection: String, parallelism: Int) {
        self.connection = connection
        self.parallelism = max(1, parallelism)
    }

    /// How many pages are read once the listing has ended, as far as is known.
    var pagesKnown: Int? { pages.map { max(pagesBeforeSweep + $0, pagesRead) } }

    /// The first request.
    mutating func begin() -> [PageRequest] {
        [request(nil)]
    }

    /// What an answer means.
    /// - Throws: `protocol` where the listing would never end.
    mutating func answered(_ request: PageRequest, with page: TicketPage) throws(TicketFailure) -> Step {
        inFlight.remove(request)
        pagesRead += 1
        guard pagesRead - pagesBeforeSweep < Self.mostPages || page.next == nil else {
            throw .tooManyPages(Self.mostPages, connection: connection)
        }
        noteSize(of: page)
        let fresh = handOn(page.tickets)
        return Step(tickets: fresh, requests: try requests(after: request, page))
    }

    // MARK: What rows tell

    private mutating func noteSize(of page: TicketPage) {
        if let total, let told = page.total, told != total { hasDrifted = true }
        if let pages, let told = page.pages, told != pages { hasDrifted = true }
        total = page.total ?? total
        pages = page.pages ?? pages
    }

    private mutating func handOn(_ tickets: [Ticket]) -> [Ticket] {
        var onThisPage: Set<String> = []
        var fresh: [Ticket] = []
        for ticket in tickets where onThisPage.insert(ticket.id.id).inserted {
            if seen.insert(ticket.id.id).inserted {
                fresh.append(ticket)
            } else {
                hasDrifted = true
            }
        }
        return fresh
    }

    // MARK: What is asked next

    private mutating func requests(
        after request: PageRequest,
        _ page: TicketPage
    ) throws(TicketFailure) -> [PageRequest] {
        if case .sideBySide(let pages) = mode {
            return try requests(in: pages, after: request, page)
        }
        if sweep == 1, request.cursor == nil, parallelism > 1, let count = page.pages, count > 1 {
            guard count <= Self.mostPages else { throw .tooManyPages(Self.mostPages, connection: connection) }
            return fill(SideBySide(upcoming: 2, last: count))
        }
        try guardAgainstRepeats(page)
        return try goOn(after: page)
    }

    private mutating func requests(
        in pages: SideBySide,
        after request: PageRequest,
        _ page: TicketPage
    ) throws(TicketFailure) -> [PageRequest] {
        var pages = pages
        if request.cursor == .page(pages.last) {
            pages.after = page.next
        } else if page.tickets.isEmpty {
            // Rows went away: what stood here may have moved to a page that had been read before.
            hasDrifted = true
        }
        let requests = fill(pages)
        guard requests.isEmpty, inFlight.isEmpty else { return requests }
        mode = .inOrder
        positionInSweep = pages.last
        guard let after = pages.after else { return endSweep() }
        hasDrifted = true
        cursors.insert(after)
        return [self.request(after)]
    }

    private mutating func fill(_ pages: SideBySide) -> [PageRequest] {
        var pages = pages
        var requests: [PageRequest] = []
        while pages.upcoming <= pages.last, inFlight.count < parallelism {
            requests.append(request(.page(pages.upcoming)))
            pages.upcoming += 1
        }
        mode = .sideBySide(pages)
        return requests
    }

    private mutating func goOn(after page: TicketPage) throws(TicketFailure) -> [PageRequest] {
        positionInSweep += 1
        guard let next = page.next else { return endSweep() }
        guard cursors.insert(next).inserted else {
            throw .repeatedCursor(page: positionInSweep, connection: connection)
        }
        return [request(next)]
    }

    private mutating func endSweep() -> [PageRequest] {
        guard sweep == 1, hasDrifted else {
            hasEnded = true
            return []
        }
        sweep = 2
        cursors = []
        positionInSweep = 0
        (lastRows, repeats) = ([], 0)
        pagesBeforeSweep = pagesRead
        return [request(nil)]
    }

    private mutating func guardAgainstRepeats(_ page: TicketPage) throws(TicketFailure) {
        let rows = page.tickets.map(\.id.id)
        repeats = !rows.isEmpty && rows == lastRows ? repeats + 1 : 0
        lastRows = rows
        guard repeats < Self.mostRepeats else { throw .repeatedRows(times: repeats + 1, connection: connection) }
    }

    private mutating func request(_ cursor: PageCursor?) -> PageRequest {
        let request = PageRequest(number: requestCount, cursor: cursor)
        requestCount += 1
        inFlight.insert(request)
        return request
    }
}
