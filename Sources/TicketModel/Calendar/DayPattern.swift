/// Which days match: month, day of the month and weekday, as cron has them.
struct DayPattern: Sendable, Hashable {
    /// Bits 1 to 12.
    private var months: UInt64
    /// Bits 1 to 31.
    private var days: UInt64
    private var lastDay: Bool
    /// Bits 0 (Sunday) to 6.
    private var weekdays: UInt64
    private var lastWeekdays: UInt64
    /// Of the weekday in the place, the n-th in the month as bits 1 to 5.
    private var nthWeekdays: [UInt64]
    /// Where both the day and the weekday are restricted either is enough, as cron has it since 1979.
    private var eitherIsEnough: Bool

    init(day: CronField, month: CronField, weekday: CronField) {
        months = Self.bits(month.numbers)
        days = Self.bits(day.numbers)
        lastDay = day.lastDay
        weekdays = Self.bits(weekday.numbers)
        lastWeekdays = Self.bits(weekday.lastWeekdays)
        nthWeekdays = (0..<7).map { Self.bits(weekday.nthWeekdays[$0] ?? []) }
        eitherIsEnough = !day.isStarred && !weekday.isStarred
    }

    /// Numbers below 64 as bits.
    static func bits(_ numbers: Set<Int>) -> UInt64 {
        numbers.reduce(0) { $0 | 1 << UInt64($1) }
    }

    /// 29 February on one weekday comes every 28 years, and every 40 about a year such as 2100.
    private static let horizon = 41 * 366

    /// The first matching day at or after one, as days since 1970-01-01; `nil` where none comes within 41 years.
    func first(from start: Int) -> Int? {
        var number = start
        while number < start + Self.horizon {
            let civil = CivilDay(daysSinceEpoch: number)
            let length = CivilDay.days(inMonth: civil.month, of: civil.year)
            guard months & 1 << UInt64(civil.month) != 0 else {
                number += length - civil.day + 1
                continue
            }
            if matches(civil.day, of: length, weekday: Self.weekday(of: number)) { return number }
            number += 1
        }
        return nil
    }

    private func matches(_ day: Int, of length: Int, weekday: Int) -> Bool {
        let bit: UInt64 = 1 << UInt64(weekday)
        let dayFits = days & 1 << UInt64(day) != 0 || (lastDay && day == length)
        let weekdayFits =
            weekdays & bit != 0
            || (lastWeekdays & bit != 0 && day + 7 > length)
            || nthWeekdays[weekday] & 1 << UInt64((day + 6) / 7) != 0
        return eitherIsEnough ? dayFits || weekdayFits : dayFits && weekdayFits
    }

    /// The weekday of a day since 1970-01-01, which was a Thursday; Sunday is 0.
    static func weekday(of number: Int) -> Int { ((number + 4) % 7 + 7) % 7 }
}
