package import FoundationEssentials

extension Timestamp {
    /// Reads RFC 3339, or `YYYY-MM-DD HH:MM:SS` and `YYYY-MM-DD` in a zone.
    ///
    /// A space may stand for the `T`, offsets may lack their colon, and of a fraction's one to nine digits six count.
    /// The second 60 of a leap second reads as the last microsecond of its minute. A naive time that a zone's clocks
    /// skip counts on as if they had not been changed; one that comes twice is the first. Without a zone, times that
    /// name none are refused; the error says which part of a text is wrong.
    package init(parsing text: String, zone: TimeZone?) throws(ValueError) {
        var reader = TimeReader(text: text)
        let local = try reader.localMicroseconds()
        switch try reader.offset() {
        case .some(let seconds):
            microseconds = local - Int64(seconds) * 1_000_000
        case .none:
            guard let zone else { throw .naiveTime(text) }
            microseconds = local - Int64(zone.offset(ofLocal: Double(local) / 1_000_000)) * 1_000_000
        }
    }
}

extension Timestamp {
    /// Reads a time; one that names no zone is one of the IANA zone.
    package init(parsing text: String, inZone name: String) throws(ValueError) {
        try self.init(parsing: text, zone: TimeZone(identifier: name))
    }
}

extension TimeZone {
    /// The offset in seconds at a wall time: the first of two in a fold, the one before a gap.
    fileprivate func offset(ofLocal seconds: Double) -> Int {
        func offset(at seconds: Double) -> Int { secondsFromGMT(for: Date(timeIntervalSince1970: seconds)) }
        let before = offset(at: seconds - 86_400)
        let after = offset(at: seconds + 86_400)
        guard before != after else { return before }
        let fits = [before, after].filter { offset(at: seconds - Double($0)) == $0 }
        return fits.max() ?? before
    }
}

private struct TimeReader {
    let text: String
    private let bytes: [UInt8]
    private var position = 0

    init(text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    /// The wall time, counted as if it were UTC.
    mutating func localMicroseconds() throws(ValueError) -> Int64 {
        let year = try number(4, "the year is 0001 to 9999", in: 1...9999)
        try take("-", "a \"-\" follows the year")
        let month = try number(2, "the month is 01 to 12", in: 1...12)
        try take("-", "a \"-\" follows the month")
        let last = CivilDay.days(inMonth: month, of: year)
        let day = try number(2, "the day is 01 to \(last) in that month", in: 1...last)
        let days = Int64(CivilDay(year: year, month: month, day: day).daysSinceEpoch)
        let clock = position == bytes.count ? 0 : try clockMicroseconds()
        return days * 86_400_000_000 + clock
    }

    private mutating func clockMicroseconds() throws(ValueError) -> Int64 {
        guard takes("T") || takes("t") || takes(" ") else { throw problem("a \"T\" follows the date") }
        let hour = try number(2, "the hour is 00 to 23", in: 0...23)
        try take(":", "a \":\" follows the hour")
        let minute = try number(2, "the minute is 00 to 59", in: 0...59)
        try take(":", "a \":\" follows the minute")
        let second = try number(2, "the second is 00 to 60", in: 0...60)
        let fraction = try fractionMicroseconds()
        let whole = Int64((hour * 60 + minute) * 60 + min(second, 59)) * 1_000_000
        return whole + (second == 60 ? 999_999 : fraction)
    }

    private mutating func fractionMicroseconds() throws(ValueError) -> Int64 {
        guard takes(".") else { return 0 }
        var micros: Int64 = 0
        var digits = 0
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            if digits < 6 { micros = micros * 10 + Int64(bytes[position] - 0x30) }
            digits += 1
            position += 1
        }
        guard (1...9).contains(digits) else { throw problem("a fraction has one to nine digits") }
        for _ in 0..<max(0, 6 - digits) { micros *= 10 }
        return micros
    }

    /// The offset from UTC in seconds, or `nil` where the text ends without one.
    mutating func offset() throws(ValueError) -> Int? {
        guard position < bytes.count else { return nil }
        var seconds = 0
        if !takes("Z"), !takes("z") {
            let sign = bytes[position]
            guard takes("+") || takes("-") else { throw problem("\"Z\" or an offset such as +01:00 ends it") }
            let hours = try number(2, "the offset's hours are 00 to 23", in: 0...23)
            _ = takes(":")
            let minutes = try number(2, "the offset's minutes are 00 to 59", in: 0...59)
            seconds = (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -60 : 60)
        }
        guard position == bytes.count else { throw problem("something follows the zone") }
        return seconds
    }

    private mutating func number(
        _ digits: Int,
        _ rule: String,
        in range: ClosedRange<Int>
    ) throws(ValueError) -> Int {
        var value = 0
        for _ in 0..<digits {
            guard position < bytes.count, (0x30...0x39).contains(bytes[position]) else { throw problem(rule) }
            value = value * 10 + Int(bytes[position] - 0x30)
            position += 1
        }
        guard range.contains(value) else { throw problem(rule) }
        return value
    }

    private mutating func takes(_ scalar: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    private mutating func take(_ scalar: Unicode.Scalar, _ rule: String) throws(ValueError) {
        guard takes(scalar) else { throw problem(rule) }
    }

    private func problem(_ rule: String) -> ValueError {
        .time(text, problem: rule)
    }
}
