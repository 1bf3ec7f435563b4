import Testing

@testable import TicketModel

struct SlotCalendarTests {
    private func times(_ calendar: SlotCalendar, _ count: Int, after: String) throws -> [String] {
        calendar.next(count, after: try Timestamp(parsing: after, zone: nil)).map(\.description)
    }

    private func cron(_ text: String, _ zone: String = "Europe/Amsterdam") throws -> SlotCalendar {
        SlotCalendar(.cron(try CronExpression(parsing: text)), timeZone: zone)
    }

    @Test(arguments: [
        // 29 March 2026: clocks go from 02:00 (01:00 UTC) to 03:00. 25 October: from 03:00 (01:00 UTC) to 02:00.
        (
            "30 2 * * *", "2026-03-28T00:00:00Z",
            ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]
        ),
        ("0,20,40 2 * * *", "2026-03-29T00:30:00Z", ["2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"]),
        ("0 2,3 * * *", "2026-03-29T00:30:00Z", ["2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"]),
        ("30 2 * * *", "2026-10-24T12:00:00Z", ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]),
        ("0 3 * * *", "2026-10-24T12:00:00Z", ["2026-10-25T02:00:00Z"]),
        (
            "30 * * * *", "2026-10-25T00:00:00Z",
            ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z"]
        ),
        ("*/30 2 * * *", "2026-03-28T12:00:00Z", ["2026-03-30T00:00:00Z"]),
        (
            "*/30 2 * * *", "2026-10-24T12:00:00Z",
            ["2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z"]
        ),
        ("15 30 4 * * *", "2026-06-01T02:30:14Z", ["2026-06-01T02:30:15Z", "2026-06-02T02:30:15Z"]),
        (
            "*/20 30 2 * * *", "2026-10-25T00:30:10Z",
            ["2026-10-25T00:30:20Z", "2026-10-25T00:30:40Z", "2026-10-26T01:30:00Z"]
        ),
        ("0 0 29 2 mon", "2026-01-01T00:00:00Z", ["2026-02-01T23:00:00Z"]),
        ("0 0 29 2 *", "2026-01-01T00:00:00Z", ["2028-02-28T23:00:00Z", "2032-02-28T23:00:00Z"]),
        ("0 0 29 2 */7", "2026-01-01T00:00:00Z", ["2032-02-28T23:00:00Z"]),
        ("0 12 L * *", "2026-01-31T11:00:00Z", ["2026-02-28T11:00:00Z", "2026-03-31T10:00:00Z"]),
        ("0 12 * * 5L", "2026-01-01T00:00:00Z", ["2026-01-30T11:00:00Z", "2026-02-27T11:00:00Z"]),
        ("0 12 * * mon#5", "2026-01-01T00:00:00Z", ["2026-03-30T10:00:00Z", "2026-06-29T10:00:00Z"]),
        ("0 0 13 * fri", "2026-02-01T00:00:00Z", ["2026-02-05T23:00:00Z", "2026-02-12T23:00:00Z"]),
        ("@yearly", "2026-01-01T00:00:00Z", ["2026-12-31T23:00:00Z"]),
    ])
    func `cron slots`(_ text: String, _ after: String, _ slots: [String]) throws {
        #expect(try times(try cron(text), slots.count, after: after) == slots)
    }

    @Test func `what never comes ends the search`() throws {
        #expect(try times(try cron("0 0 29 2 mon#1"), 1, after: "2026-01-01T00:00:00Z") == ["2026-02-01T23:00:00Z"])
        let over = SlotCalendar(.every(.hours(1)), notAfter: try Timestamp(parsing: "2026-01-01T00:30:00Z", zone: nil))
        #expect(try times(over, 2, after: "2025-12-31T23:30:00Z") == ["2026-01-01T00:00:00Z"])
        let never = SlotCalendar(.every(.hours(1)), exclude: [try CalendarDays(parsing: "2000-01-01..9999-12-31")])
        #expect(try times(never, 1, after: "2026-01-01T00:00:00Z") == [])
    }

    @Test func `every counts from not_before, else from 1970`() throws {
        let every = SlotCalendar(.every(.minutes(90)), timeZone: "Europe/Amsterdam")
        #expect(try times(every, 2, after: "1970-01-01T01:30:00Z") == ["1970-01-01T03:00:00Z", "1970-01-01T04:30:00Z"])
        let from = SlotCalendar(.every(.days(1)), notBefore: try Timestamp(parsing: "2026-01-01T09:07:00Z", zone: nil))
        #expect(try times(from, 2, after: "2025-01-01T00:00:00Z") == ["2026-01-01T09:07:00Z", "2026-01-02T09:07:00Z"])
        #expect(try times(from, 1, after: "2026-01-01T09:07:00Z") == ["2026-01-02T09:07:00Z"])
    }

    @Test func `times of day on days of the week`() throws {
        let times = try CalendarTimes(at: ["17:30", "09:00", "09:00"], days: "mon-fri")
        let calendar = SlotCalendar(.calendar(times), timeZone: "Europe/Amsterdam")
        #expect(
            try self.times(calendar, 3, after: "2026-01-02T12:00:00Z")
                == ["2026-01-02T16:30:00Z", "2026-01-05T08:00:00Z", "2026-01-05T16:30:00Z"]
        )
        #expect("\(calendar.timing)" == "at 09:00, 17:30 mon-fri")
        let gap = SlotCalendar(.calendar(try CalendarTimes(at: ["02:30"])), timeZone: "Europe/Amsterdam")
        #expect(try self.times(gap, 1, after: "2026-03-29T00:00:00Z") == ["2026-03-29T01:00:00Z"])
    }

    @Test(arguments: [
        ("2026-12-25", ["2026-12-24T08:00:00Z", "2026-12-26T08:00:00Z"]),
        ("12-25", ["2026-12-24T08:00:00Z", "2026-12-26T08:00:00Z"]),
        ("2026-12-24..2027-01-01", ["2027-01-02T08:00:00Z", "2027-01-03T08:00:00Z"]),
    ])
    func `excluded days have no slot`(_ days: String, _ slots: [String]) throws {
        let calendar = SlotCalendar(
            .calendar(try CalendarTimes(at: ["09:00"])),
            timeZone: "Europe/Amsterdam",
            exclude: [try CalendarDays(parsing: days)]
        )
        #expect(try times(calendar, 2, after: "2026-12-23T12:00:00Z") == slots)
        let hourly = SlotCalendar(
            .every(.hours(8)),
            timeZone: "Europe/Amsterdam",
            exclude: [try CalendarDays(parsing: days)]
        )
        let found = try times(hourly, 3, after: "2026-12-25T20:00:00Z")
        #expect(!found.contains("2026-12-25T22:00:00Z"))
    }

    @Test(arguments: [
        (
            "christmas",
            "\"christmas\" is not a day; write a date such as \"2026-12-25\", one of every year such as \"12-25\", or days from one to another such as \"2026-12-24..2027-01-01\""
        ),
        ("2027-01-01..2026-12-24", "\"2027-01-01..2026-12-24\" ends before it begins; write the earlier day first"),
        (
            "2026-02-29",
            "\"2026-02-29\" is not a day; write a date such as \"2026-12-25\", one of every year such as \"12-25\", or days from one to another such as \"2026-12-24..2027-01-01\""
        ),
    ])
    func `what is no day is told`(_ text: String, _ told: String) {
        let problem = #expect(throws: CalendarProblem.self) { try CalendarDays(parsing: text) }
        #expect(problem?.description == told)
    }

    @Test(arguments: ["9:00", "24:00", "09:60", "noon", "09:00:00:00", "+9:00"])
    func `what is no time of day is told`(_ text: String) {
        let problem = #expect(throws: CalendarProblem.self) { try CalendarTimes(at: [text]) }
        #expect(
            problem?.description
                == "\"\(text)\" is not a time of day; write hours and minutes, as in \"09:00\" or \"17:30\""
        )
    }

    @Test func `days that are none are told`() {
        let problem = #expect(throws: CalendarProblem.self) { try CalendarTimes(at: ["09:00"], days: "weekdays") }
        #expect(
            problem?.description
                == "\"weekdays\" are not days of the week; write names, as in \"mon-fri\" or \"mon,wed,sat\""
        )
    }
}
