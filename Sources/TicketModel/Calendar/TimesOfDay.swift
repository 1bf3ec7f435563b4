/// Which times of a day match, in seconds since its midnight.
enum TimesOfDay: Sendable, Hashable {
    /// Every combination, as cron has it; bits for the numbers.
    case combined(hours: UInt64, minutes: UInt64, seconds: UInt64)
    /// These, in order.
    case listed([Int])

    /// The first matching time at or after one.
    func first(from second: Int) -> Int? {
        switch self {
        case .listed(let times):
            return times.first { $0 >= second }
        case .combined(let hours, let minutes, let seconds):
            guard let lowMinute = Self.first(minutes, from: 0), let lowSecond = Self.first(seconds, from: 0) else {
                return nil
            }
            let (hour, minute) = (second / 3600, second / 60 % 60)
            if hours & 1 << UInt64(hour) != 0 {
                if minutes & 1 << UInt64(minute) != 0, let exact = Self.first(seconds, from: second % 60) {
                    return hour * 3600 + minute * 60 + exact
                }
                if let later = Self.first(minutes, from: minute + 1) { return hour * 3600 + later * 60 + lowSecond }
            }
            return Self.first(hours, from: hour + 1).map { $0 * 3600 + lowMinute * 60 + lowSecond }
        }
    }

    /// The lowest bit at or above a place.
    private static func first(_ bits: UInt64, from place: Int) -> Int? {
        guard place < 64 else { return nil }
        let rest = bits >> UInt64(place)
        return rest == 0 ? nil : place + rest.trailingZeroBitCount
    }
}
