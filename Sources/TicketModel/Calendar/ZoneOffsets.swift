import Foundation
import Synchronization

/// The offsets from UTC of an IANA zone over time, found once and kept.
///
/// It asks nothing of the zone but UTC → local. Seconds count from 1970-01-01 UTC.
package final class ZoneOffsets: Sendable {
    /// A moment at which a zone's clocks are changed.
    package struct Change: Sendable, Hashable {
        /// The first second of the new offset.
        package let at: Int
        /// Seconds east of UTC until then.
        package let before: Int
        /// Seconds east of UTC from then on.
        package let after: Int

        /// The clocks go forward: wall times are left out.
        package var isGap: Bool { after > before }
        /// The change as a time.
        package var time: Timestamp { Timestamp(microseconds: Int64(at) * 1_000_000) }
    }

    /// A stretch of time without a change.
    struct Stretch {
        var start: Int
        /// The first second behind it.
        var end: Int
        var offset: Int
    }

    /// The zone's IANA name.
    package let name: String
    private let zone: TimeZone
    private let chunks = Mutex<[Int: [Change]]>([:])

    private static let known = Mutex<[String: ZoneOffsets]>([:])

    /// The offsets of the zone of an IANA name; `nil` where there is no such zone.
    package static func named(_ name: String) -> ZoneOffsets? {
        known.withLock { known in
            if let found = known[name] { return found }
            guard let zone = TimeZone(identifier: name) else { return nil }
            let offsets = ZoneOffsets(name: name, zone: zone)
            known[name] = offsets
            return offsets
        }
    }

    private init(name: String, zone: TimeZone) {
        self.name = name
        self.zone = zone
    }

    /// Seconds east of UTC.
    package func offset(at second: Int) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
    }

    /// The changes after one second and up to another, in order.
    package func changes(after start: Int, through end: Int) -> [Change] {
        guard start < end else { return [] }
        return (Self.chunk(of: start)...Self.chunk(of: end)).flatMap { chunk in
            changes(in: chunk).filter { $0.at > start && $0.at <= end }
        }
    }

    /// The stretches that cover a time, the first from `start` and the last to `end`.
    func stretches(from start: Int, to end: Int) -> [Stretch] {
        var stretches = [Stretch(start: start, end: end, offset: offset(at: start))]
        for change in changes(after: start, through: end - 1) {
            stretches[stretches.count - 1].end = change.at
            stretches.append(Stretch(start: change.at, end: end, offset: change.after))
        }
        return stretches
    }

    // MARK: Finding changes

    /// Some 97 days; a year's changes are found only when somebody asks for that year.
    private static let chunkBits = 23
    /// No zone has had two changes within so little time.
    private static let sample = 21_600

    private static func chunk(of second: Int) -> Int { second >> chunkBits }

    private func changes(in chunk: Int) -> [Change] {
        if let found = chunks.withLock({ $0[chunk] }) { return found }
        var found: [Change] = []
        // From the second before its begin: a change at the very first second belongs to it too.
        let end = ((chunk + 1) << Self.chunkBits) - 1
        var low = (chunk << Self.chunkBits) - 1
        var before = offset(at: low)
        while low < end {
            let high = min(low + Self.sample, end)
            let after = offset(at: high)
            if after != before { found.append(change(after: low, through: high, before, after)) }
            (low, before) = (high, after)
        }
        chunks.withLock { $0[chunk] = found }
        return found
    }

    private func change(after low: Int, through high: Int, _ before: Int, _ after: Int) -> Change {
        var (low, high) = (low, high)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offset(at: middle) == before { low = middle } else { high = middle }
        }
        return Change(at: high, before: before, after: after)
    }
}
