/// The three date forms of RFC 9110 (5.6.7), as seconds since 1970-01-01 UTC.
package enum HTTPDate {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    /// Parses `Sun, 06 Nov 1994 08:49:37 GMT` and the two older forms; nil where it is none of them.
    ///
    /// `now` (seconds since 1970) places the two-digit year of the RFC 850 form: not more than 50 years ahead.
    package static func parse(_ text: String, now: Double) -> Int64? {
        let words = text.split { $0 == " " || $0 == "," || $0 == "-" }.dropFirst().map(String.init)
        guard words.count >= 4 else { return nil }
        if months.contains(words[0].lowercased()) {
            // asctime: "Sun Nov  6 08:49:37 1994"
            return seconds(day: words[1], month: words[0], year: words[3], time: words[2], now: now)
        }
        guard words.count == 5, words[4] == "GMT" || words[4] == "UTC" else { return nil }
        return seconds(day: words[0], month: words[1], year: words[2], time: words[3], now: now)
    }

    private static func seconds(day: String, month: String, year: String, time: String, now: Double) -> Int64? {
        let clock = time.split(separator: ":").compactMap { Int64($0) }
        guard let day = Int64(day), (1...31).contains(day),
            let monthIndex = months.firstIndex(of: month.lowercased()),
            var fullYear = Int64(year), (0...9999).contains(fullYear),
            clock.count == 3, (0..<24).contains(clock[0]), (0..<60).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        if year.count == 2 {
            let current = 1970 + Int64(now / 31_556_952)
            fullYear += current / 100 * 100
            if fullYear > current + 50 { fullYear -= 100 }
        }
        return days(fullYear, Int64(monthIndex) + 1, day) * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
    }

    /// Days from 1970-01-01 in the Gregorian calendar, counting years from March so that the leap day comes last.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
