import Store
import TicketModel

/// One pass under way: what it set out from, and what it has met so far.
struct SyncPass {
    let cursor: SyncCursor?
    let begunAt: Timestamp
    /// How many threads may still be read that the listing shows no change of.
    var extra: Int
    var report: SyncReport
    private(set) var stamps = CursorAdvance.Stamps()
    /// The ids that the listing showed.
    private(set) var seen: Set<String> = []
    private(set) var total: Int?
    private var pagesOfUpdates = 0
    private var pagesOfEverything = 0
    /// Tickets that were left for the next pass, because their messages could not be read.
    var postponed = 0

    init(cursor: SyncCursor?, connection: String, begunAt: Timestamp, extra: Int) {
        self.cursor = cursor
        self.begunAt = begunAt
        self.extra = extra
        report = SyncReport(connection: connection, scope: .whole, begunAt: begunAt)
        if isBaseline { report.scope = .baseline }
    }

    /// Whether what differs is no news.
    var isBaseline: Bool { !(cursor?.baselineDone ?? false) }

    /// Whether every page showed everything, and not only what was updated.
    var isWhole: Bool { pagesOfUpdates == 0 }

    /// Whether the pages do not agree on what they show.
    var isMixed: Bool { pagesOfUpdates > 0 && pagesOfEverything > 0 }

    /// Whether the listing showed as many tickets as the provider counted.
    var isComplete: Bool { total.map { stamps.rows >= $0 } ?? true }

    /// Whether the pass before read updates only, so that what a whole one finds should have been found by those.
    private var followsUpdates: Bool { cursor.map { $0.baselineDone && $0.fullAt != $0.asOf } ?? false }

    /// Notes a page of the listing.
    mutating func note(_ answer: PageFlow.Answer) {
        if answer.applied.contains(.updatedAfter) {
            pagesOfUpdates += 1
        } else {
            pagesOfEverything += 1
        }
        if !isBaseline { report.scope = isWhole ? .whole : .updates }
        stamps.note(answer.tickets)
        for ticket in answer.tickets { seen.insert(ticket.id.id) }
        total = answer.total
        report.pages = answer.pagesRead
        report.tickets = stamps.rows
    }

    /// Counts what was written to the log.
    mutating func count(_ changes: [RecordedChange], overlap: TimeSpan) {
        for change in changes where !change.baseline {
            report.changes += 1
            if change.cause != nil { report.echoes += 1 }
            if change.change.kind == .ticketDeleted { report.deleted += 1 }
            guard isWhole, followsUpdates, change.cause == nil, let updatedTo = cursor?.updatedTo,
                let updatedAt = change.change.ticket.updatedAt.value
            else { continue }
            if updatedAt < updatedTo - overlap { report.drift += 1 }
        }
    }
}
