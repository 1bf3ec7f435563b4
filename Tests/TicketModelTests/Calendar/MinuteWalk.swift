import Foundation

@testable import TicketModel

/// The slow, obvious way to find a cron expression's slots.
///
/// It walks the minutes of UTC, asks the zone for the local time of each, and looks whether it matches. Nothing but
/// UTC → local is asked of the zone.
struct MinuteWalk {
    let zone: TimeZone
    let cron: CronExpression

    /// The slots of a stretch of UTC minutes.
    ///
    /// A wildcard job runs whenever clocks show a matching time. Any other runs when clocks have come to one that they had
    /// not come to before, however they came there.
    func slots(in minutes: Range<Int>) -> [Int] {
        var slots: [Int] = []
        var days = LocalDays(cron)
        let isWildcard = cron.text.hasPrefix("*") || cron.text.split(separator: " ")[1].hasPrefix("*")
        // Three days before: some clocks have been put back by a whole day.
        var latest = local(minutes.lowerBound - 3 * 1440 - 1)
        for minute in (minutes.lowerBound - 3 * 1440)..<minutes.upperBound {
            let shown = local(minute)
            let isDue =
                isWildcard
                ? days.match(shown) : shown > latest && ((latest + 1)...shown).contains { days.match($0) }
            latest = max(latest, shown)
            if isDue, minutes.contains(minute) { slots.append(minute) }
        }
        return slots
    }

    /// The local time of a UTC minute, as minutes since 1970-01-01 on the wall.
    func local(_ minute: Int) -> Int {
        minute + zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(minute) * 60)) / 60
    }
}

/// Whether wall minutes match; it remembers the day it was asked about last.
private struct LocalDays {
    private let minutes: [Bool]
    private let hours: [Bool]
    private let fields: [CronField]
    private var day = Int.min
    private var dayMatches = false
    private var calendar = Calendar(identifier: .gregorian)

    init(_ cron: CronExpression) {
        fields = cron.fields
        minutes = (0..<60).map { cron.fields[1].numbers.contains($0) }
        hours = (0..<24).map { cron.fields[2].numbers.contains($0) }
        calendar.timeZone = .gmt
    }

    mutating func match(_ wall: Int) -> Bool {
        let minute = (wall % 1440 + 1440) % 1440
        guard minutes[minute % 60], hours[minute / 60] else { return false }
        if (wall - minute) / 1440 != day {
            day = (wall - minute) / 1440
            dayMatches = matches(Date(timeIntervalSince1970: Double(day) * 86_400))
        }
        return dayMatches
    }

    private func matches(_ date: Date) -> Bool {
        let parts = calendar.dateComponents([.month, .day, .weekday, .weekdayOrdinal], from: date)
        let length = calendar.range(of: .day, in: .month, for: date)?.count ?? 0
        guard let month = parts.month, let day = parts.day, let weekday = parts.weekday.map({ $0 - 1 }),
            let ordinal = parts.weekdayOrdinal, fields[4].numbers.contains(month)
        else { return false }
        let dayFits = fields[3].numbers.contains(day) || (fields[3].lastDay && day == length)
        let weekdayFits =
            fields[5].numbers.contains(weekday)
            || (fields[5].lastWeekdays.contains(weekday) && day > length - 7)
            || fields[5].nthWeekdays[weekday]?.contains(ordinal) == true
        if fields[3].isStarred || fields[5].isStarred { return dayFits && weekdayFits }
        return dayFits || weekdayFits
    }
}
