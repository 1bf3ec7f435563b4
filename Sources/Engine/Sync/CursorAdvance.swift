import Store
import TicketModel

/// How far a pass moves a connection's cursor.
///
/// The cursor is a time by the provider's clock up to which every update was read. Each pass reads from there with an
/// overlap, `>=`: what was committed late, or shares its time with the last row, is read again, and the mirror tells
/// what of it is news. A pass that broke off leaves the cursor where it was.
struct CursorAdvance {
    /// What the rows of one pass told of time.
    struct Stamps: Equatable {
        /// The latest time that a row was updated at.
        private(set) var latest: Timestamp?
        private(set) var last: Timestamp?
        /// Whether no row was updated before the row before it.
        private(set) var areAscending = true
        private(set) var rows = 0

        /// Notes the rows of a page, in order.
        mutating func note(_ tickets: [Ticket]) {
            for ticket in tickets {
                rows += 1
                guard let stamp = ticket.updatedAt.value else {
                    areAscending = false
                    continue
                }
                if let last, stamp < last { areAscending = false }
                last = stamp
                latest = max(latest ?? stamp, stamp)
            }
        }
    }

    /// What is asked for in a pass.
    enum Plan: Equatable {
        case everything
        /// Everything that was updated at this time or later.
        case since(Timestamp)
    }

    /// How far before the cursor a pass begins.
    var overlap = TimeSpan.minutes(5)
    /// How often everything is read, though updates could be asked for.
    var wholeEvery = TimeSpan.hours(6)

    /// What the next pass asks for.
    func plan(_ cursor: SyncCursor?, now: Timestamp) -> Plan {
        guard let cursor, cursor.baselineDone, !cursor.fullDue, let updatedTo = cursor.updatedTo,
            let fullAt = cursor.fullAt, now - fullAt < wholeEvery, fullAt <= now
        else { return .everything }
        return .since(updatedTo - overlap)
    }

    /// The cursor after a listing that ended cleanly.
    ///
    /// It never passes the time the listing began, by our clock: one row from the future would hide all that comes. A listing
    /// that showed fewer rows than the provider counted was cut off: then a whole one never moves it back, and one of
    /// updates moves it to its last row where the rows came in order, else not at all, and everything is read next time.
    func advanced(
        _ cursor: SyncCursor?,
        whole: Bool,
        begunAt: Timestamp,
        stamps: Stamps,
        told total: Int?
    ) -> SyncCursor {
        var next = cursor ?? SyncCursor()
        let isCut = total.map { stamps.rows < $0 } ?? false
        let reached: Timestamp?
        if whole {
            next.listing += 1
            next.baselineDone = true
            next.fullDue = false
            next.fullAt = begunAt
            reached = stamps.latest ?? next.updatedTo
        } else if isCut {
            next.fullDue = true
            reached = stamps.areAscending ? stamps.last : nil
        } else {
            reached = stamps.latest
        }
        if let reached {
            let capped = min(reached, begunAt)
            next.updatedTo = max(next.updatedTo ?? capped, capped)
        }
        next.asOf = begunAt
        return next
    }
}
