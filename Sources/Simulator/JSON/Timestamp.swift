import Foundation

/// Writes and reads points in time in the forms the vendors use.
enum Timestamp {
    /// With microseconds in UTC, as in `2025-01-01T10:00:00.000000Z`.
    static func microseconds(_ date: Date) -> String {
        let parts = Parts(date, offset: 0)
        return "\(parts.day)T\(parts.time).\(padded(parts.microsecond, to: 6))Z"
    }

    /// Whole seconds in UTC, as in `2020-11-25T00:00:00Z`.
    static func seconds(_ date: Date) -> String {
        let parts = Parts(date, offset: 0)
        return "\(parts.day)T\(parts.time)Z"
    }

    /// In UTC but without saying so, as in `2025-01-01 10:00:00`.
    static func naive(_ date: Date) -> String {
        let parts = Parts(date, offset: 0)
        return "\(parts.day) \(parts.time)"
    }

    /// In Dutch local time with its offset, as in `2024-04-29T21:00:00+02:00`.
    static func atom(_ date: Date) -> String {
        let offset = dutchZone?.secondsFromGMT(for: date) ?? 3600
        let parts = Parts(date, offset: offset)
        return "\(parts.day)T\(parts.time)+\(padded(offset / 3600, to: 2)):\(padded(offset / 60 % 60, to: 2))"
    }

    /// Reads ISO 8601 with an offset, with or without fractions.
    static func date(_ text: String) -> Date? {
        if let date = try? Date(text, strategy: .iso8601) { return date }
        return try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    private static let dutchZone = TimeZone(identifier: "Europe/Amsterdam")

    private static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private struct Parts {
        let day: String
        let time: String
        let microsecond: Int

        init(_ date: Date, offset: Int) {
            let total = Int((date.timeIntervalSince1970 * 1_000_000).rounded()) + offset * 1_000_000
            let seconds = total.floored(by: 1_000_000)
            microsecond = total - seconds * 1_000_000
            let days = seconds.floored(by: 86_400)
            let second = seconds - days * 86_400
            day = Self.civil(days)
            time = [second / 3600, second / 60 % 60, second % 60].map { padded($0, to: 2) }.joined(separator: ":")
        }

        // Days are counted from 1970-01-01; years begin in March here, so that the leap day comes last.
        private static func civil(_ days: Int) -> String {
            let shifted = days + 719_468
            let era = shifted.floored(by: 146_097)
            let dayOfEra = shifted - era * 146_097
            let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
            let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
            let month = (5 * dayOfYear + 2) / 153
            let day = dayOfYear - (153 * month + 2) / 5 + 1
            let calendarMonth = month < 10 ? month + 3 : month - 9
            let year = yearOfEra + era * 400 + (calendarMonth <= 2 ? 1 : 0)
            return "\(padded(year, to: 4))-\(padded(calendarMonth, to: 2))-\(padded(day, to: 2))"
        }
    }
}

extension Int {
    fileprivate func floored(by divisor: Int) -> Int {
        self >= 0 ? self / divisor : -((divisor - 1 - self) / divisor)
    }
}
