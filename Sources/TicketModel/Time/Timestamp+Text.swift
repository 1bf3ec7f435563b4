package import FoundationEssentials

extension Timestamp {
    /// RFC 3339 text in UTC, as in `2026-01-09T03:42:38Z`.
    ///
    /// A fraction is written only when it is not zero, with three digits or six.
    package func rfc3339() -> String {
        text(offsetMinutes: 0, suffix: "Z")
    }

    /// RFC 3339 text with a zone's offset, as in `2026-01-09T04:42:38+01:00`.
    ///
    /// Offsets of before standard time had seconds; they are cut to minutes, the instant stays exact.
    package func rfc3339(in zone: TimeZone) -> String {
        let minutes = zone.secondsFromGMT(for: Date(timeIntervalSince1970: secondsSinceEpoch)) / 60
        let size = abs(minutes)
        let suffix = (minutes < 0 ? "-" : "+") + Self.padded(size / 60, 2) + ":" + Self.padded(size % 60, 2)
        return text(offsetMinutes: minutes, suffix: suffix)
    }

    private func text(offsetMinutes: Int, suffix: String) -> String {
        let (wholeSeconds, micros) = Self.floored(Int(microseconds), by: 1_000_000)
        let (days, second) = Self.floored(wholeSeconds + offsetMinutes * 60, by: 86_400)
        let day = CivilDay(daysSinceEpoch: days)
        let date = "\(Self.padded(day.year, 4))-\(Self.padded(day.month, 2))-\(Self.padded(day.day, 2))"
        let time = [second / 3600, second / 60 % 60, second % 60].map { Self.padded($0, 2) }.joined(separator: ":")
        let fraction =
            switch micros {
            case 0: ""
            case _ where micros % 1000 == 0: "." + Self.padded(micros / 1000, 3)
            default: "." + Self.padded(micros, 6)
            }
        return "\(date)T\(time)\(fraction)\(suffix)"
    }

    private static func floored(_ value: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
