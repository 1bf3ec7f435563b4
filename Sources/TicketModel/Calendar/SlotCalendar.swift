/// When a schedule's slots are, before jitter: pure, and the same on every node.
package struct SlotCalendar: Sendable, Hashable {
    package let timing: ScheduleTiming
    /// An IANA name.
    package let timeZone: String
    /// No slot comes before this time.
    package let notBefore: Timestamp?
    /// No slot comes after this time.
    package let notAfter: Timestamp?
    /// No slot comes on these days, as the zone counts days.
    package let exclude: [CalendarDays]
    private let pattern: WallPattern?

    package init(
        _ timing: ScheduleTiming,
        timeZone: String = "UTC",
        notBefore: Timestamp? = nil,
        notAfter: Timestamp? = nil,
        exclude: [CalendarDays] = []
    ) {
        self.timing = timing
        self.timeZone = timeZone
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.exclude = exclude
        pattern = timing.pattern
    }

    /// The offsets of the calendar's zone; UTC's where there is no such zone.
    package var offsets: ZoneOffsets? { ZoneOffsets.named(timeZone) ?? ZoneOffsets.named("UTC") }

    /// The first slot after a time; `nil` where none comes.
    package func next(after time: Timestamp) -> Timestamp? {
        guard let zone = offsets else { return nil }
        var time = time
        if let notBefore { time = max(time, notBefore - TimeSpan(microseconds: 1)) }
        // A list of days can leave nothing over: then the search ends with it, not never.
        for _ in 0..<Self.mostExcluded {
            guard let found = first(after: time, zone), found <= notAfter ?? found else { return nil }
            guard let day = excludedDay(of: found, zone) else { return found }
            let end = zone.moment(reaching: (day + 1) * 86_400)
            time = max(found, Timestamp(second: end) - TimeSpan(microseconds: 1))
        }
        return nil
    }

    /// The next slots after a time, as many as there are, up to a number.
    package func next(_ count: Int, after time: Timestamp) -> [Timestamp] {
        var slots: [Timestamp] = []
        var last = time
        while slots.count < count, let next = next(after: last) {
            slots.append(next)
            last = next
        }
        return slots
    }

    private static let mostExcluded = 5000

    private func first(after time: Timestamp, _ zone: ZoneOffsets) -> Timestamp? {
        guard let pattern else { return firstOfEvery(after: time) }
        let second = Int(time.microseconds).flooredQuotient(by: 1_000_000)
        return pattern.first(after: second, in: zone).map(Timestamp.init(second:))
    }

    private func firstOfEvery(after time: Timestamp) -> Timestamp? {
        guard case .every(let span) = timing, span > .zero else { return nil }
        let anchor = notBefore?.microseconds ?? 0
        let passed = Int(time.microseconds - anchor).flooredQuotient(by: Int(span.microseconds))
        return Timestamp(microseconds: anchor + (Int64(passed) + 1) * span.microseconds)
    }

    /// The day that a moment is on, where that is excluded.
    private func excludedDay(of time: Timestamp, _ zone: ZoneOffsets) -> Int? {
        guard !exclude.isEmpty else { return nil }
        let second = Int(time.microseconds).flooredQuotient(by: 1_000_000)
        let day = (second + zone.offset(at: second)).flooredQuotient(by: 86_400)
        return exclude.contains { $0.contains(day) } ? day : nil
    }
}

extension Timestamp {
    init(second: Int) {
        self.init(microseconds: Int64(second) * 1_000_000)
    }
}
