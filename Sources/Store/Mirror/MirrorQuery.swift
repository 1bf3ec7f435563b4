package import TicketModel

/// A filter as SQL: it lets through every ticket that the filter does, and sometimes more.
///
/// Whoever asks evaluates the filter on what comes: conditions that SQL compares differently, or cannot see, are left to
/// that. Of the ways that lead past all it lets through, it takes the shortest one.
package struct MirrorQuery {
    /// What holds of each ticket, whichever way is taken.
    var conditions: [MirrorClause] = [.sql("ticket.gone = 0")]
    var ways: [MirrorWay] = []
    /// When the tickets were updated last, and made.
    var updated = TimeBounds()
    var created = TimeBounds()
    /// Whether no ticket can be such.
    private let isEmpty: Bool
    let terms: TermCounts
    let thresholds: Thresholds

    /// From which numbers of tickets on another way is taken.
    package struct Thresholds: Sendable {
        /// A way that leads past fewer tickets is taken, whatever the others are.
        package var short = 20_000
        /// How far ways are counted.
        package var countable = 40_000
        /// How many tickets that were updated long after they were made are read apart from the others.
        package var strays = 1000

        package init() {}
    }

    /// The query of a filter at a moment; it looks for the ways that there are.
    package init(
        _ filter: TicketFilter,
        now: Timestamp,
        thresholds: Thresholds = Thresholds(),
        in reader: any SQLReader
    ) throws {
        self.thresholds = thresholds
        terms = TermCounts(reader)
        isEmpty = filter.isContradictory
        for key in TicketFilter.Key.allCases where filter.keys.contains(key) { try add(key, of: filter, now, reader) }
    }

    /// Hands over the rows, newest first, until the body answers false.
    package func forEach(in reader: any SQLReader, _ body: (MirrorRow) throws -> Bool) throws {
        try MirrorLane.byTime.forEach(conditions, within: updated, in: reader, body)
    }

    /// The first rows that a body lets through, newest first.
    package func first(
        _ limit: Int,
        in reader: any SQLReader,
        where isWanted: (MirrorRow) throws -> Bool
    ) throws -> [MirrorRow] {
        if isEmpty { return [] }
        let lanes = try way(in: reader).lanes
        var found: [MirrorRow] = []
        for lane in lanes {
            var ofLane = 0
            try lane.forEach(conditions, within: updated, in: reader) { row in
                // What comes behind it in this lane stands behind it in the listing too.
                if found.count >= limit, let last = found.last, !row.stands(before: last) { return false }
                guard try isWanted(row), !found.contains(where: { $0.ticket.id == row.ticket.id }) else { return true }
                let place = lanes.count == 1 ? found.count : found.firstIndex { row.stands(before: $0) } ?? found.count
                found.insert(row, at: place)
                if found.count > limit { found.removeLast() }
                ofLane += 1
                return ofLane < limit
            }
        }
        return found
    }

    /// How many tickets the SQL alone lets through.
    package func count(in reader: any SQLReader) throws -> Int {
        var values: [SQLValue] = []
        let holding = conditions.map { $0.text(&values) }.joined(separator: " AND ")
        return try reader.value("SELECT count(*) FROM ticket WHERE \(holding)", values)
    }
}

extension MirrorQuery {
    /// The way to take.
    private func way(in reader: any SQLReader) throws -> MirrorWay {
        let counted = try ways.map { way in
            (way: way, count: try way.count(upTo: thresholds.countable, terms, in: reader))
        }
        let best = counted.min { $0.count < $1.count }
        if let best, best.count < thresholds.short { return try bounded(best.way, of: best.count, in: reader) }
        if created != TimeBounds() { return bySpan }
        // Several long lanes are read one by one, which the listing by time does without.
        if let best, best.count < thresholds.countable || best.way.isStraight { return best.way }
        return MirrorWay(lanes: [.byTime])
    }

    /// A way, as far as tickets may stand in it that were created before the time that is asked for.
    ///
    /// Nearly all were updated for the last time soon after. Those few that were not are looked through apart.
    private func bounded(_ way: MirrorWay, of count: Int, in reader: any SQLReader) throws -> MirrorWay {
        guard let before = created.before, count > thresholds.strays else { return way }
        var apart: [MirrorLane] = []
        var met = 0
        for number in SpanClass.all.reversed() {
            let lane = spanLane(number)
            let ofClass = try lane.count(upTo: thresholds.strays - met, terms, in: reader)
            met += ofClass
            guard met < thresholds.strays else {
                let bounds = TimeBounds(before: SpanClass.updated(number, created: TimeBounds(before: before)).before)
                return MirrorWay(lanes: way.lanes.map { $0.within(bounds) } + apart)
            }
            if ofClass > 0 { apart.append(lane) }
        }
        return MirrorWay(lanes: apart)
    }

    private func spanLane(_ number: Int) -> MirrorLane {
        let bounds = SpanClass.updated(number, created: created)
        return .index("ticket_by_span", .compare("ticket.span_class =", .value(number)), bounds: bounds)
    }

    /// The way for a time of creation: how long a ticket lived tells between which times it was updated last.
    private var bySpan: MirrorWay {
        MirrorWay(lanes: SpanClass.all.map(spanLane))
    }
}

extension MirrorRow {
    /// Whether it comes first in a listing.
    fileprivate func stands(before other: MirrorRow) -> Bool {
        let times = (ticket.sortedAt, other.ticket.sortedAt)
        return times.0 == times.1 ? ticket.id < other.ticket.id : times.0 > times.1
    }
}
