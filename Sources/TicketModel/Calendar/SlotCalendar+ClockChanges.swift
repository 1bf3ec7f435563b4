/// What a change of clocks does to a slot.
package enum ClockEffect: String, Sendable, Hashable {
    /// Clocks leave its time out; it runs right behind the gap.
    case afterGap = "after_gap"
    /// Clocks show its time twice; this is the first.
    case firstOfTwo = "first_of_two"
    /// Clocks show its time twice; this is the second.
    case secondOfTwo = "second_of_two"
}

extension SlotCalendar {
    /// Whether each time counts as often as clocks show it; else it counts once.
    package var followsElapsedTime: Bool { timing.pattern?.followsElapsedTime ?? true }

    /// What a change of clocks does to a slot; `nil` for nothing.
    package func clockEffect(on slot: Timestamp) -> ClockEffect? {
        guard let zone = offsets else { return nil }
        let second = Int(slot.microseconds).flooredQuotient(by: 1_000_000)
        for change in zone.changes(after: second - 86_400, through: second + 86_400) {
            let length = abs(change.after - change.before)
            if change.isGap {
                if second == change.at, let pattern = timing.pattern, !pattern.isShown(second + change.after) {
                    return .afterGap
                }
            } else if (change.at - length..<change.at).contains(second) {
                return .firstOfTwo
            } else if (change.at..<change.at + length).contains(second) {
                return .secondOfTwo
            }
        }
        return nil
    }

    /// The next changes of the zone's clocks, as many as there are within two years, up to a number.
    package func clockChanges(_ count: Int, after time: Timestamp) -> [ZoneOffsets.Change] {
        let second = Int(time.microseconds).flooredQuotient(by: 1_000_000)
        let changes = offsets?.changes(after: second, through: second + 2 * 366 * 86_400) ?? []
        return Array(changes.prefix(count))
    }
}

extension WallPattern {
    /// Whether a wall time matches.
    fileprivate func isShown(_ wall: Int) -> Bool {
        let day = wall.flooredQuotient(by: 86_400)
        return days.first(from: day) == day && times.first(from: wall - day * 86_400) == wall - day * 86_400
    }
}
