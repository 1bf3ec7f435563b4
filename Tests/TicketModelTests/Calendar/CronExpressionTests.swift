import Testing

@testable import TicketModel

struct CronExpressionTests {
    private func field(_ text: String, _ unit: CronUnit) throws -> CronField {
        let index = try #require(CronUnit.allCases.firstIndex(of: unit))
        return try CronExpression(parsing: text).fields[index]
    }

    private static let matches: [(text: String, unit: CronUnit, numbers: [Int])] = [
        ("*/15 8-18 * * mon-fri", .minute, [0, 15, 30, 45]),
        ("*/15 8-18 * * mon-fri", .hour, [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]),
        ("*/15 8-18 * * mon-fri", .weekday, [1, 2, 3, 4, 5]),
        ("*/15 8-18 * * mon-fri", .second, [0]),
        ("30 5,35 0 1 jan ?", .second, [30]),
        ("30 5,35 0 1 jan ?", .minute, [5, 35]),
        ("0 0 1 JAN-MAR,dec *", .month, [1, 2, 3, 12]),
        ("0 0 * * 7", .weekday, [0]),
        ("0 0 * * fri-sun", .weekday, [0, 5, 6]),
        ("0 0 * * 5-7", .weekday, [0, 5, 6]),
        ("10/20 * * * *", .minute, [10, 30, 50]),
        ("10-40/15 * * * *", .minute, [10, 25, 40]),
        ("@hourly", .minute, [0]),
        ("@Daily", .hour, [0]),
        ("@weekly", .weekday, [0]),
        ("0 0 29 2 *", .day, [29]),
    ]

    @Test(arguments: matches)
    func `a field matches these numbers`(_ row: (text: String, unit: CronUnit, numbers: [Int])) throws {
        #expect(try field(row.text, row.unit).numbers.sorted() == row.numbers)
    }

    @Test func `the last day and the n-th weekday are kept apart from numbers`() throws {
        #expect(try field("0 0 L * *", .day).lastDay)
        #expect(try field("0 0 * * 5L", .weekday).lastWeekdays == [5])
        #expect(try field("0 0 * * friL", .weekday).lastWeekdays == [5])
        #expect(try field("0 0 * * mon#2,7#1", .weekday).nthWeekdays == [1: [2], 0: [1]])
        #expect(try field("0 0 * * mon#2", .weekday).numbers == [])
    }

    @Test func `a star is known from every value written out`() throws {
        #expect(try field("*/5 * * * *", .minute).isStarred)
        #expect(try !field("*/5 * * * *", .minute).isAny)
        #expect(try field("* * * * *", .minute).isAny)
        #expect(try !field("0-59 * * * *", .minute).isStarred)
    }

    @Test(arguments: [
        (
            "",
            "\"\" has 0 fields, and cron has five (minute hour day month weekday) or six (seconds first); write one such as \"*/15 8-18 * * mon-fri\""
        ),
        (
            "* * * *",
            "\"* * * *\" has 4 fields, and cron has five (minute hour day month weekday) or six (seconds first); write one such as \"*/15 8-18 * * mon-fri\""
        ),
        (
            "* * * * * * *",
            "\"* * * * * * *\" has 7 fields, and cron has five (minute hour day month weekday) or six (seconds first); write one such as \"*/15 8-18 * * mon-fri\""
        ),
        ("60 * * * *", "\"60\" does not fit the field for the minute: a minute is a number from 0 to 59"),
        ("* 24 * * *", "\"24\" does not fit the field for the hour: an hour is a number from 0 to 23"),
        ("* * 0 * *", "\"0\" does not fit the field for the day: a day is a number from 1 to 31"),
        (
            "* * * 13 *",
            "\"13\" does not fit the field for the month: a month is a number from 1 to 12 or a name such as feb"
        ),
        (
            "* * * * 8",
            "\"8\" does not fit the field for the weekday: a weekday is a number from 0 to 7 or a name such as mon"
        ),
        (
            "* * * * monday",
            "\"monday\" does not fit the field for the weekday: a weekday is a number from 0 to 7 or a name such as mon"
        ),
        ("*/0 * * * *", "\"*/0\" does not fit the field for the minute: a step is a number from 1 to 59, as in */5"),
        ("*/90 * * * *", "\"*/90\" does not fit the field for the minute: a step is a number from 1 to 59, as in */5"),
        ("1,,2 * * * *", "\"\" does not fit the field for the minute: a minute is a number from 0 to 59"),
        ("-5 * * * *", "\"-5\" does not fit the field for the minute: a minute is a number from 0 to 59"),
        (
            "30-10 * * * *",
            "\"30-10\" does not fit the field for the minute: a range runs from low to high; write 10-30, or two ranges"
        ),
        (
            "* * * * mon#6",
            "\"mon#6\" does not fit the field for the weekday: write a weekday and a number from 1 to 5, as in mon#2"
        ),
        (
            "* * 30 2 *",
            "\"* * 30 2 *\" names a day that none of its months has, so it would never run; correct the day or the month"
        ),
        (
            "* * 31 4,6,9,11 *",
            "\"* * 31 4,6,9,11 *\" names a day that none of its months has, so it would never run; correct the day or the month"
        ),
        (
            "@fortnightly",
            "\"@fortnightly\" is not a name that cron knows; the names are @annually, @daily, @hourly, @midnight, @monthly, @weekly, @yearly"
        ),
        (
            "@reboot",
            "\"@reboot\" is not a name that cron knows; the names are @annually, @daily, @hourly, @midnight, @monthly, @weekly, @yearly"
        ),
    ])
    func `an expression that says nothing is told so`(_ text: String, _ told: String) {
        let problem = #expect(throws: CronProblem.self) { try CronExpression(parsing: text) }
        #expect(problem?.description == told)
    }
}
