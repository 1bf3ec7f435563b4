/// When a desk is open: times of day on days of the week in a zone, but for holidays.
///
/// Times that clocks leave out or show twice count as a schedule's do: a time in the gap is the gap's end, one in
/// the fold is the first of the two.
package struct WorkingHours: Sendable, Equatable {
    private struct Window: Sendable, Equatable {
        /// Sunday is 0.
        var weekdays: Set<Int>
        var start: Int
        /// At or before the start where it is the next day's.
        var end: Int
    }

    private let windows: [Window]
    private let zone: ZoneOffsets
    private let holidays: [CalendarDays]

    /// Reads windows such as `mon-fri 09:00-17:30`, an IANA zone, and days such as `12-25`.
    /// - Throws: a clause that says what to write.
    package init(_ windows: [String], zone: String, holidays: [String] = []) throws(CalendarProblem) {
        guard !windows.isEmpty else { throw .noWindow }
        guard let offsets = ZoneOffsets.named(zone) else { throw .zone(zone) }
        self.zone = offsets
        var read: [Window] = []
        for text in windows { read.append(try Self.window(text)) }
        self.windows = read
        var days: [CalendarDays] = []
        for text in holidays { days.append(try CalendarDays(parsing: text)) }
        self.holidays = days
    }

    package static func == (one: WorkingHours, other: WorkingHours) -> Bool {
        one.windows == other.windows && one.zone.name == other.zone.name && one.holidays == other.holidays
    }

    private static func window(_ text: String) throws(CalendarProblem) -> Window {
        let parts = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard (1...2).contains(parts.count), let times = parts.last else { throw .window(text) }
        let ends = times.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard ends.count == 2, times.contains(":") else { throw .window(text) }
        let days = try CronField(weekdays: parts.count == 2 ? parts[0] : "*")
        // The last or the n-th weekday of a month is no day of the week.
        guard !days.numbers.isEmpty else { throw .weekdays(parts[0]) }
        let (start, end) = (try ClockTime(parsing: ends[0]), try ClockTime(parsing: ends[1], mayEndDay: true))
        return Window(weekdays: Set(days.numbers.map { $0 % 7 }), start: start.second, end: end.second)
    }

    // MARK: Asking

    /// Whether the desk is open at a time; at the very end of a window it is not.
    package func isOpen(at time: Timestamp) -> Bool {
        ranges(from: time, to: time + .seconds(1)).first.map { $0.contains(time) } ?? false
    }

    /// The working time from one time to another; below zero where the second is the earlier one.
    package func workingTime(from start: Timestamp, to end: Timestamp) -> TimeSpan {
        guard start <= end else { return TimeSpan(microseconds: -workingTime(from: end, to: start).microseconds) }
        var total: Int64 = 0
        var from = start
        while from < end {
            let to = min(from + Self.stride, end)
            total += ranges(from: from, to: to).reduce(0) { $0 + ($1.upperBound - $1.lowerBound).microseconds }
            from = to
        }
        return TimeSpan(microseconds: total)
    }

    /// The time at which so much working time has passed, or had still to pass; `nil` where that never comes.
    package func time(_ working: TimeSpan, after start: Timestamp) -> Timestamp? {
        if working < .zero { return time(TimeSpan(microseconds: -working.microseconds), before: start) }
        guard working > .zero else { return start }
        var left = working
        var from = start
        for _ in 0..<Self.mostStrides {
            for range in ranges(from: from, to: from + Self.stride) {
                let length = range.upperBound - range.lowerBound
                if left <= length { return range.lowerBound + left }
                left = TimeSpan(microseconds: left.microseconds - length.microseconds)
            }
            from = from + Self.stride
        }
        return nil
    }

    private func time(_ working: TimeSpan, before end: Timestamp) -> Timestamp? {
        var left = working
        var to = end
        for _ in 0..<Self.mostStrides {
            for range in ranges(from: to - Self.stride, to: to).reversed() {
                let length = range.upperBound - range.lowerBound
                if left <= length { return range.upperBound - left }
                left = TimeSpan(microseconds: left.microseconds - length.microseconds)
            }
            to = to - Self.stride
        }
        return nil
    }

    /// The first time at or after one at which the desk is open; `nil` where that never comes.
    package func opening(from time: Timestamp) -> Timestamp? {
        var from = time
        for _ in 0..<Self.mostStrides {
            if let range = ranges(from: from, to: from + Self.stride).first { return range.lowerBound }
            from = from + Self.stride
        }
        return nil
    }

    // MARK: Ranges

    private static let stride = TimeSpan.days(35)
    /// Some 40 years.
    private static let mostStrides = 420

    /// The open times within a stretch, in order and apart.
    private func ranges(from start: Timestamp, to end: Timestamp) -> [Range<Timestamp>] {
        guard start < end else { return [] }
        let days = (day(of: start) - 2)...(day(of: end) + 1)
        var found = days.flatMap(ranges(on:)).sorted { $0.lowerBound < $1.lowerBound }
        found = found.reduce(into: []) { merged, range in
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return found.map { $0.clamped(to: start..<end) }.filter { !$0.isEmpty }
    }

    private func ranges(on day: Int) -> [Range<Timestamp>] {
        let weekday = DayPattern.weekday(of: day)
        let open = windows.filter { $0.weekdays.contains(weekday) }
        guard !open.isEmpty, !holidays.contains(where: { $0.contains(day) }) else { return [] }
        return open.compactMap { window in
            let end = window.end <= window.start ? window.end + 86_400 : window.end
            let first = zone.moment(reaching: day * 86_400 + window.start)
            let last = zone.moment(reaching: day * 86_400 + end)
            return first < last ? Timestamp(second: first)..<Timestamp(second: last) : nil
        }
    }

    private func day(of time: Timestamp) -> Int {
        let second = Int(time.microseconds).flooredQuotient(by: 1_000_000)
        return (second + zone.offset(at: second)).flooredQuotient(by: 86_400)
    }
}
