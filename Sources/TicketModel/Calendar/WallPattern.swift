/// Wall times that match: on these days, at these times.
///
/// Wall times are counted in seconds as if they were UTC.
struct WallPattern: Sendable, Hashable {
    var days: DayPattern
    var times: TimesOfDay
    /// Whether each wall time counts as often as clocks show it: twice in a fold, never in a gap.
    ///
    /// Else it counts once, and one that clocks leave out falls right behind the gap.
    var followsElapsedTime: Bool

    private static let dayLength = 86_400

    /// The first matching wall time after one.
    private func firstWall(after wall: Int) -> Int? {
        let from = wall + 1
        let today = from.flooredQuotient(by: Self.dayLength)
        guard let day = days.first(from: today) else { return nil }
        if day == today, let time = times.first(from: from - today * Self.dayLength) {
            return day * Self.dayLength + time
        }
        guard let next = day == today ? days.first(from: today + 1) : day, let time = times.first(from: 0) else {
            return nil
        }
        return next * Self.dayLength + time
    }

    /// The first moment after a second at which a matching wall time comes.
    func first(after second: Int, in zone: ZoneOffsets) -> Int? {
        followsElapsedTime ? firstShown(after: second, in: zone) : firstReached(after: second, in: zone)
    }

    /// The first moment at which clocks show a matching time.
    private func firstShown(after second: Int, in zone: ZoneOffsets) -> Int? {
        var start = second + 1
        while let wall = firstWall(after: start + zone.offset(at: start) - 1) {
            let offset = zone.offset(at: start)
            let moment = wall - offset
            guard let change = zone.changes(after: start, through: moment).first else { return moment }
            start = change.at
        }
        return nil
    }

    /// The first moment at which clocks have come to a matching time that they had not come to before.
    private func firstReached(after second: Int, in zone: ZoneOffsets) -> Int? {
        firstWall(after: zone.latestWall(at: second)).map { zone.moment(reaching: $0) }
    }
}

extension ZoneOffsets {
    /// Longer than any clocks were ever changed by.
    private static let longestChange = 2 * 86_400

    /// The latest wall time that clocks have shown so far: in a fold it is ahead of what they show.
    func latestWall(at second: Int) -> Int {
        changes(after: second - Self.longestChange, through: second).reduce(second + offset(at: second)) {
            max($0, $1.at - 1 + $1.before)
        }
    }

    /// The first moment at which clocks show a wall time or a later one: the first of two in a fold; for one in a gap, the
    /// gap's end.
    func moment(reaching wall: Int) -> Int {
        let stretches = stretches(from: wall - Self.longestChange, to: wall + Self.longestChange)
        for stretch in stretches where wall - stretch.offset < stretch.end {
            return max(stretch.start, wall - stretch.offset)
        }
        return wall - (stretches.last?.offset ?? 0)
    }
}

extension Int {
    func flooredQuotient(by divisor: Int) -> Int {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
