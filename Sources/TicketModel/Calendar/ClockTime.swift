/// A time of day, to the second: `09:00`, `17:30:15`; `24:00` where an end may be meant.
struct ClockTime: Sendable, Hashable {
    /// Seconds since midnight, 86,400 for `24:00`.
    let second: Int

    /// Reads `HH:MM` or `HH:MM:SS`.
    /// - Throws: a clause that says what to write.
    init(parsing text: String, mayEndDay: Bool = false) throws(CalendarProblem) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.count == 2 ? Self.number($0) : nil }
        guard (2...3).contains(parts.count), numbers.count == parts.count else { throw .clockTime(text) }
        let second = numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
        let isEnd = mayEndDay && second == 86_400
        guard isEnd || (numbers[0] < 24 && numbers[1...].allSatisfy { $0 < 60 }) else { throw .clockTime(text) }
        self.second = second
    }

    private static func number(_ digits: Substring) -> Int? {
        digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(digits) : nil
    }
}

extension ClockTime: CustomStringConvertible {
    var description: String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let text = "\(two(second / 3600)):\(two(second / 60 % 60))"
        return second % 60 == 0 ? text : "\(text):\(two(second % 60))"
    }
}

/// Why a text does not fit a calendar: one clause that says what to write.
package struct CalendarProblem: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    private init(_ description: String) {
        self.description = description
    }

    static func clockTime(_ text: String) -> CalendarProblem {
        CalendarProblem("\"\(text)\" is not a time of day; write hours and minutes, as in \"09:00\" or \"17:30\"")
    }

    static func day(_ text: String) -> CalendarProblem {
        CalendarProblem(
            "\"\(text)\" is not a day; write a date such as \"2026-12-25\", one of every year such as \"12-25\", or days from one to another such as \"2026-12-24..2027-01-01\""
        )
    }

    static func backwards(_ text: String) -> CalendarProblem {
        CalendarProblem("\"\(text)\" ends before it begins; write the earlier day first")
    }

    static func weekdays(_ text: String) -> CalendarProblem {
        CalendarProblem("\"\(text)\" are not days of the week; write names, as in \"mon-fri\" or \"mon,wed,sat\"")
    }

    static func window(_ text: String) -> CalendarProblem {
        CalendarProblem("\"\(text)\" is not a working time; write days and times, as in \"mon-fri 09:00-17:30\"")
    }

    static let noWindow = CalendarProblem("working hours need at least one time, as in \"mon-fri 09:00-17:30\"")

    static func zone(_ name: String) -> CalendarProblem {
        CalendarProblem("\"\(name)\" is not an IANA time zone; write one such as \"Europe/Amsterdam\"")
    }
}
