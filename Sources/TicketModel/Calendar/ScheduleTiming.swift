/// What a schedule's times are made of.
package enum ScheduleTiming: Sendable, Hashable {
    case cron(CronExpression)
    /// From the schedule's `not_before`, else from 1970-01-01 UTC: the same for every node and after every restart.
    case every(TimeSpan)
    /// At times of day, on days of the week.
    case calendar(CalendarTimes)

    /// The matching wall times; `nil` for `every`, which no clock on a wall shows.
    var pattern: WallPattern? {
        switch self {
        case .every: nil
        case .cron(let cron): WallPattern(cron)
        case .calendar(let times): times.pattern
        }
    }
}

extension ScheduleTiming: CustomStringConvertible {
    /// As it is declared: `*/15 * * * *`, `every 15m`, `at 09:00 mon-fri`.
    package var description: String {
        switch self {
        case .cron(let cron): cron.text
        case .every(let span): "every \(span)"
        case .calendar(let times): times.description
        }
    }
}

/// Times of day, on days of the week.
package struct CalendarTimes: Sendable, Hashable {
    private let times: [ClockTime]
    private let days: CronField
    private let daysText: String?

    /// Reads times such as `09:00` and days such as `mon-fri`; every day without them.
    /// - Throws: a clause that says what to write.
    package init(at times: [String], days: String? = nil) throws(CalendarProblem) {
        var read: [ClockTime] = []
        for text in times { read.append(try ClockTime(parsing: text)) }
        self.times = Set(read).sorted { $0.second < $1.second }
        self.days = try CronField(weekdays: days ?? "*")
        daysText = days
    }

    var pattern: WallPattern {
        WallPattern(
            days: DayPattern(day: .any(.day), month: .any(.month), weekday: days),
            times: .listed(times.map(\.second)),
            followsElapsedTime: false
        )
    }
}

extension CalendarTimes: CustomStringConvertible {
    package var description: String {
        "at \(times.map(\.description).joined(separator: ", "))" + (daysText.map { " \($0)" } ?? "")
    }
}

extension WallPattern {
    /// The times of a cron expression; it follows elapsed time where its minute or hour begins with a star.
    init(_ cron: CronExpression) {
        let fields = cron.fields
        days = DayPattern(day: fields[3], month: fields[4], weekday: fields[5])
        times = .combined(
            hours: DayPattern.bits(fields[2].numbers),
            minutes: DayPattern.bits(fields[1].numbers),
            seconds: DayPattern.bits(fields[0].numbers)
        )
        followsElapsedTime = fields[1].isStarred || fields[2].isStarred
    }
}

extension CronField {
    /// Days of the week by names, in lists and ranges.
    init(weekdays text: String) throws(CalendarProblem) {
        do throws(CronProblem) {
            self = try CronField(text.filter { !$0.isWhitespace }, .weekday)
        } catch {
            throw .weekdays(text)
        }
    }

    /// Every value.
    static func any(_ unit: CronUnit) -> CronField { CronField(everyOf: unit) }
}
