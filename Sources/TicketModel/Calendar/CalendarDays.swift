/// Days that somebody names: one date, the same day of every year, or dates in a row.
package struct CalendarDays: Sendable, Hashable {
    private enum Kind: Sendable, Hashable {
        /// Days since 1970-01-01.
        case dates(ClosedRange<Int>)
        case everyYear(month: Int, day: Int)
    }

    private let kind: Kind
    /// As it was written.
    package let text: String

    /// Reads `2026-12-25`, `12-25` or `2026-12-24..2027-01-01`.
    /// - Throws: a clause that says what to write.
    package init(parsing text: String) throws(CalendarProblem) {
        self.text = text
        if let dots = text.firstRange(of: "..") {
            guard let first = Self.date(text[..<dots.lowerBound]), let last = Self.date(text[dots.upperBound...]) else {
                throw .day(text)
            }
            guard first <= last else { throw .backwards(text) }
            kind = .dates(first...last)
        } else if let date = Self.date(text[...]) {
            kind = .dates(date...date)
        } else if let numbers = Self.numbers(text[...], widths: [2, 2]),
            Self.isDay(numbers[1], of: numbers[0], in: 2024)
        {
            kind = .everyYear(month: numbers[0], day: numbers[1])
        } else {
            throw .day(text)
        }
    }

    /// Whether a day since 1970-01-01 is one of them.
    func contains(_ number: Int) -> Bool {
        switch kind {
        case .dates(let dates): return dates.contains(number)
        case .everyYear(let month, let day):
            let civil = CivilDay(daysSinceEpoch: number)
            return civil.month == month && civil.day == day
        }
    }

    private static func date(_ text: Substring) -> Int? {
        guard let numbers = numbers(text, widths: [4, 2, 2]), isDay(numbers[2], of: numbers[1], in: numbers[0]) else {
            return nil
        }
        return CivilDay(year: numbers[0], month: numbers[1], day: numbers[2]).daysSinceEpoch
    }

    private static func isDay(_ day: Int, of month: Int, in year: Int) -> Bool {
        (1...12).contains(month) && (1...CivilDay.days(inMonth: month, of: year)).contains(day)
    }

    private static func numbers(_ text: Substring, widths: [Int]) -> [Int]? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == widths,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        return parts.compactMap { Int($0) }
    }
}
