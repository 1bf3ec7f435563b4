package import Foundation

/// How a simulator behaves where its vendor's pages leave room, and how much it holds.
package struct SimulatorOptions: Sendable {
    /// In what order lists give their rows.
    package enum ListOrder: String, Sendable, CaseIterable {
        case newestFirst
        case oldestFirst
        /// Newest first, but neighbours change places from one request to the next.
        case unstable
    }

    /// How many requests a token may make.
    package enum RateLimit: Sendable, Equatable {
        /// As the vendor documents it: 60 a minute at MijnKlantportaal, none elsewhere.
        case vendor
        case off
        /// So many in a window that rolls along.
        case requests(Int, per: Duration)
    }

    /// The port on 127.0.0.1; 0 takes a free one.
    package var port: Int
    /// Tickets with the same seed and the same `now` are the same.
    package var seed: UInt64
    /// How many tickets there are: the hand-written ones first, generated ones beyond; nil for the hand-written ones alone.
    package var ticketCount: Int?
    /// The token that is accepted.
    package var token: String?
    /// Whether the token may only read; writes are then forbidden (403).
    package var isReadOnly = false
    /// The order of the rows in every list.
    package var order = ListOrder.newestFirst
    /// How many requests the token may make.
    package var rateLimit = RateLimit.vendor
    /// How long every answer takes at least.
    package var latency = Duration.zero
    /// The largest page that is given, instead of the vendor's.
    package var largestPage: Int?
    /// Whether every request for a further page first inserts a new ticket, so that rows drift.
    package var insertsBetweenPages = false
    /// What only MijnKlantportaal has.
    package var mijnKlantportaal = MijnKlantportaalOptions()
    /// What only KlinkCX has.
    package var klinkCX = KlinkCXOptions()
    /// What only User.com has.
    package var userCom = UserComOptions()
    /// What the simulator takes for the present.
    package var now: @Sendable () -> Date

    /// Options with everything as the vendors have it.
    package init(
        port: Int = 0,
        seed: UInt64 = 1,
        ticketCount: Int? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.port = port
        self.seed = seed
        self.ticketCount = ticketCount
        self.now = now
    }
}

/// What is particular to the simulated MijnKlantportaal.
package struct MijnKlantportaalOptions: Sendable, Equatable {
    /// Whether the licence has tickets; without it every ticket path answers 426.
    package var isLicensed = true
    /// The request parameter that sets the page size; the vendor documents none.
    package var perPageParameter: String?
    /// Whether `next_page_url` ends with the comma of the vendor's example.
    package var hasStrayComma = true
}

/// What is particular to the simulated KlinkCX.
package struct KlinkCXOptions: Sendable, Equatable {
    /// Where a ticket is updated by PATCH, `{id}` standing for the ticket; nil where there is no such path.
    package var updatePath: String? = "/api/v1/tickets/{id}"
    /// Where a status is set by PUT, `{id}` standing for the ticket; nil where there is no such path.
    package var statusPath: String? = "/api/v1/tickets/{id}/status"
    /// The status of an answer to a method that a known path lacks: 404 or 405.
    package var missingMethodStatus = 404
    /// The request parameter for the page; nil gives the first page whatever is asked for.
    package var pageParameter: String? = "page"
    /// The request parameter for the page size; nil keeps it at ten.
    package var pageSizeParameter: String? = "pageSize"
    /// The words for a ticket's status.
    package var statuses = ["open", "in progress", "pending", "resolved"]
}

/// What is particular to the simulated User.com.
package struct UserComOptions: Sendable, Equatable {
    /// Which request parameter filters by status; the vendor's page can be read both ways.
    package enum StatusFilter: String, Sendable, CaseIterable {
        /// `?status=active`
        case status
        /// `?active`
        case flag
        case both
        case none
    }

    /// The form of the status filter that is understood.
    package var statusFilter = StatusFilter.both
    /// Whether `GET /tickets/{id}/` exists; no page of the vendor lists it.
    package var hasGetByPath = false
}
