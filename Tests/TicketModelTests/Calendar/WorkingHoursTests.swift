import Foundation
import Testing

@testable import TicketModel

struct WorkingHoursTests {
    private func time(_ text: String) throws -> Timestamp { try Timestamp(parsing: text, zone: nil) }

    private func desk(_ holidays: [String] = []) throws -> WorkingHours {
        try WorkingHours(["mon-fri 09:00-17:30", "sat 10:00-13:00"], zone: "Europe/Amsterdam", holidays: holidays)
    }

    // 2 March 2026 is a Monday; Amsterdam is an hour ahead of UTC.
    @Test(arguments: [
        ("2026-03-02T07:59:59Z", false), ("2026-03-02T08:00:00Z", true), ("2026-03-02T16:29:59.5Z", true),
        ("2026-03-02T16:30:00Z", false), ("2026-03-07T09:30:00Z", true), ("2026-03-07T12:00:00Z", false),
        ("2026-03-08T10:00:00Z", false), ("2026-03-03T10:00:00Z", false),
    ])
    func `it is open at these times`(_ text: String, _ isOpen: Bool) throws {
        #expect(try desk(["2026-03-03"]).isOpen(at: try time(text)) == isOpen)
    }

    @Test(arguments: [
        ("2026-03-02T08:00:00Z", "4h", "2026-03-02T12:00:00Z"),
        ("2026-03-02T08:00:00Z", "8h30m", "2026-03-02T16:30:00Z"),
        ("2026-03-02T08:00:00Z", "8h31m", "2026-03-04T08:01:00Z"),
        ("2026-03-06T16:00:00Z", "1h", "2026-03-07T09:30:00Z"),
        ("2026-03-07T20:00:00Z", "1m", "2026-03-09T08:01:00Z"), ("2026-03-07T20:00:00Z", "0s", "2026-03-07T20:00:00Z"),
    ])
    func `working time is added`(_ start: String, _ span: String, _ end: String) throws {
        let hours = try desk(["2026-03-03"])
        let found = hours.time(try TimeSpan(parsing: span), after: try time(start))
        #expect(found == (try time(end)))
    }

    @Test func `working time is taken away`() throws {
        let hours = try desk()
        let back = TimeSpan(microseconds: -TimeSpan.hours(1).microseconds)
        #expect(hours.time(back, after: try time("2026-03-09T08:30:00Z")) == (try time("2026-03-07T11:30:00Z")))
    }

    @Test func `a window over midnight belongs to the day it begins on, and windows that touch are one`() throws {
        let night = try WorkingHours(["fri 22:00-06:00", "00:00-24:00", "fri 10:00-23:00"], zone: "UTC", holidays: [])
        #expect(
            night.workingTime(from: try time("2026-03-02T00:00:00Z"), to: try time("2026-03-09T00:00:00Z")) == .days(7)
        )
        let only = try WorkingHours(["fri 22:00-06:00"], zone: "UTC", holidays: ["2026-03-07"])
        #expect(only.isOpen(at: try time("2026-03-07T05:00:00Z")), "the holiday is the day after")
        #expect(only.opening(from: try time("2026-03-02T00:00:00Z")) == (try time("2026-03-06T22:00:00Z")))
    }

    @Test func `what is never open is told so, not looked for for ever`() throws {
        let never = try WorkingHours(["09:00-17:00"], zone: "UTC", holidays: ["2000-01-01..9999-12-31"])
        #expect(never.opening(from: try time("2026-03-02T00:00:00Z")) == nil)
        #expect(never.time(.hours(1), after: try time("2026-03-02T00:00:00Z")) == nil)
    }

    /// Against a walk over the minutes of UTC that looks at the wall clock of each, where clocks are changed by night.
    @Test(arguments: ["Europe/Amsterdam", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"])
    func `working time is what a walk over all minutes of a year counts`(_ name: String) throws {
        let zone = try #require(TimeZone(identifier: name))
        let holidays = try [CalendarDays(parsing: "12-25"), CalendarDays(parsing: "2026-04-27..2026-05-05")]
        let hours = try WorkingHours(
            ["mon-fri 08:30-17:15", "sat 10:00-13:00", "wed 19:00-21:00"],
            zone: name,
            holidays: holidays.map(\.text)
        )
        let start = try time("2026-01-01T00:00:00Z")
        var walked: [Bool] = []
        for minute in 0..<(366 * 1440) {
            let second = Int(start.microseconds / 1_000_000) + minute * 60
            let wall = second + zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
            let (day, time) = (wall / 86_400, wall % 86_400 / 60)
            let weekday = (day + 4) % 7
            let isOpen =
                ((1...5).contains(weekday) && (510..<1035).contains(time))
                || (weekday == 6 && (600..<780).contains(time)) || (weekday == 3 && (1140..<1260).contains(time))
            walked.append(isOpen && !holidays.contains { $0.contains(day) })
        }
        var random = SeededRandom(7)
        for _ in 0..<30 {
            let ends = [Int(random.next() % UInt64(walked.count)), Int(random.next() % UInt64(walked.count))].sorted()
            let open = walked[ends[0]..<ends[1]].count { $0 }
            let (from, to) = (start + .minutes(Int64(ends[0])), start + .minutes(Int64(ends[1])))
            #expect(hours.workingTime(from: from, to: to) == .minutes(Int64(open)))
            #expect(hours.isOpen(at: from) == walked[ends[0]])
            let end = try #require(hours.time(.minutes(Int64(open)), after: from))
            #expect(hours.workingTime(from: from, to: end) == .minutes(Int64(open)))
            #expect(end <= to)
        }
    }

    @Test(
        arguments: [
            ([], "UTC", "working hours need at least one time, as in \"mon-fri 09:00-17:30\""),
            (
                ["mon-fri"], "UTC",
                "\"mon-fri\" is not a working time; write days and times, as in \"mon-fri 09:00-17:30\""
            ),
            (["9-17"], "UTC", "\"9-17\" is not a working time; write days and times, as in \"mon-fri 09:00-17:30\""),
            (
                ["always"], "UTC",
                "\"always\" is not a working time; write days and times, as in \"mon-fri 09:00-17:30\""
            ),
            (
                ["weekdays 09:00-17:00"], "UTC",
                "\"weekdays\" are not days of the week; write names, as in \"mon-fri\" or \"mon,wed,sat\""
            ),
            (
                ["09:00-17:00"], "Amsterdam",
                "\"Amsterdam\" is not an IANA time zone; write one such as \"Europe/Amsterdam\""
            ),
        ] as [([String], String, String)]
    )
    func `what cannot be is told`(_ windows: [String], _ zone: String, _ told: String) {
        let problem = #expect(throws: CalendarProblem.self) {
            try WorkingHours(windows, zone: zone)
        }
        #expect(problem?.description == told)
    }
}
