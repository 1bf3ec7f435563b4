import Store
import TicketModel

/// What is to be removed now: everything of a class that is older than its cutoff.
///
/// Where the store is larger than it may be, the least worth is given up first: what did nothing, then what the provider can
/// tell again, then the log, then what failed, and last what acted. Each keeps a least age.
struct RetentionPlan: Sendable, Equatable {
    /// What is older goes.
    private(set) var cutoffs: [StoreSize.Class: Timestamp] = [:]
    /// How much too large the store stays, by all that is known.
    private(set) var excess: Int64 = 0

    private static let order: [(name: StoreSize.Class, least: TimeSpan)] = [
        (.nothing, .days(1)), (.messages, .days(30)), (.changes, .days(30)), (.failed, .days(14)), (.acted, .days(30)),
    ]

    /// A plan for the ages, and for the budget where `size` was measured because it is exceeded.
    init(_ limits: RetentionLimits, size: StoreSize? = nil, now: Timestamp) {
        for name in RetentionLimits.classes { cutoffs[name] = limits.ages[name].map { now - $0 } }
        guard let size, let budget = limits.size, size.used > budget else { return }
        // A little more than needed, so that it does not come again every hour.
        excess = size.used - budget + budget / 20
        // Indexes and pages take room beside what stands in the rows; an empty store takes some, too.
        let written = size.parts.values.reduce(0) { $0 + $1.bytes }
        let spread = min(4, Double(size.used) / Double(max(1, written)))
        for (name, least) in Self.order where excess > 0 {
            guard let part = size.parts[name], part.bytes > 0 else { continue }
            let floor = now - least
            // Rows without a time of their own are as old as the store's tickets.
            let oldest = part.oldest ?? size.parts[.tickets]?.oldest ?? floor
            let newest = part.newest ?? now
            let start = max(oldest, cutoffs[name] ?? oldest)
            guard start < floor else { continue }
            // As if each day took as much room as any other.
            let bytes = Double(part.bytes) * spread
            let perMicrosecond = bytes / Double(max(1, (newest - oldest).microseconds))
            let needed = Double(excess) / perMicrosecond
            let available = Double((floor - start).microseconds)
            let span = TimeSpan(microseconds: Int64(min(needed, available).rounded(.up)))
            cutoffs[name] = start + span
            excess -= Int64(min(bytes, perMicrosecond * Double(span.microseconds)))
        }
        excess = max(0, excess)
    }

    /// Whether a change of the log is old enough; those of a first reading are worth little.
    func removes(_ change: PruneRows.Change) -> Bool {
        isOver(change.seenAt, change.baseline ? .nothing : .changes)
    }

    /// Whether a run is old enough, by what came of it.
    func removes(_ run: PruneRows.Run) -> Bool {
        guard let endedAt = run.endedAt, !run.state.isUnfinished else { return false }
        switch (run.state, run.verdict) {
        case (.done, "acted"): return isOver(endedAt, .acted)
        case (.quarantined, _), (.cancelled, _), (.done, "failed"): return isOver(endedAt, .failed)
        default: return isOver(endedAt, .nothing)
        }
    }

    private func isOver(_ time: Timestamp, _ name: StoreSize.Class) -> Bool {
        cutoffs[name].map { time < $0 } ?? false
    }

    /// Nothing that came later can be old enough.
    var latestCutoff: Timestamp { cutoffs.values.max() ?? .distantPast }
}
