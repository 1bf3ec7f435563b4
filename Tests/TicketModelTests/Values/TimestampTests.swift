import Foundation
import Testing
import TicketModel

struct TimestampTests {
    @Test(arguments: [
        ("2026-01-09T03:42:38Z", "2026-01-09T03:42:38Z"),
        ("2026-01-09t03:42:38z", "2026-01-09T03:42:38Z"),
        ("2025-01-02T08:00:00.000000Z", "2025-01-02T08:00:00Z"),
        ("2020-11-19T08:06:56.872014Z", "2020-11-19T08:06:56.872014Z"),
        ("2020-11-19T08:06:56.5Z", "2020-11-19T08:06:56.500Z"),
        ("2020-11-19T08:06:56.123456789Z", "2020-11-19T08:06:56.123456Z"),
        ("2024-04-29T21:00:00+02:00", "2024-04-29T19:00:00Z"),
        ("2024-04-29T21:00:00-0930", "2024-04-30T06:30:00Z"),
        ("2024-02-29 23:59:59+00:00", "2024-02-29T23:59:59Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999999Z"),
        ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ])
    func `times with an offset need no zone`(text: String, utc: String) throws {
        #expect(try Timestamp(parsing: text, zone: nil).rfc3339() == utc)
    }

    @Test(arguments: [
        ("2025-01-01 10:00:00", "2025-01-01T09:00:00Z"),
        ("2025-07-01T10:00:00.25", "2025-07-01T08:00:00.250Z"),
        ("2025-07-01", "2025-06-30T22:00:00Z"),
        // The clocks skip from 2 to 3, and go through 2 to 3 twice.
        ("2026-03-29 01:59:59", "2026-03-29T00:59:59Z"),
        ("2026-03-29 02:30:00", "2026-03-29T01:30:00Z"),
        ("2026-03-29 03:00:00", "2026-03-29T01:00:00Z"),
        ("2026-10-25 02:30:00", "2026-10-25T00:30:00Z"),
        ("2026-10-25 03:00:00", "2026-10-25T02:00:00Z"),
    ])
    func `naive times are of the zone`(text: String, utc: String) throws {
        let zone = try #require(TimeZone(identifier: "Europe/Amsterdam"))
        #expect(try Timestamp(parsing: text, zone: zone).rfc3339() == utc)
    }

    @Test(arguments: ["2025-01-01 10:00:00", "2025-01-01", "2025-01-01T10:00:00.1"])
    func `naive times without a zone are refused`(text: String) {
        #expect(
            problemText { try Timestamp(parsing: text, zone: nil) }
                == "\"\(text)\" names no time zone and none is configured; write it as in 2026-01-09T03:42:38Z"
        )
    }

    @Test(arguments: [
        ("", "the year is 0001 to 9999"),
        ("26-01-09", "the year is 0001 to 9999"),
        ("0000-01-01", "the year is 0001 to 9999"),
        ("2026/01/09", "a \"-\" follows the year"),
        ("2026-00-09", "the month is 01 to 12"),
        ("2026-13-09", "the month is 01 to 12"),
        ("2026-1-09", "the month is 01 to 12"),
        ("2026-02-29", "the day is 01 to 28 in that month"),
        ("1900-02-29", "the day is 01 to 28 in that month"),
        ("2026-04-31", "the day is 01 to 30 in that month"),
        ("2026-01-09X", "a \"T\" follows the date"),
        ("2026-01-09Z", "a \"T\" follows the date"),
        ("2026-01-09T24:00:00Z", "the hour is 00 to 23"),
        ("2026-01-09T03:42Z", "a \":\" follows the minute"),
        ("2026-01-09T03:60:00Z", "the minute is 00 to 59"),
        ("2026-01-09T03:42:61Z", "the second is 00 to 60"),
        ("2026-01-09T03:42:38.Z", "a fraction has one to nine digits"),
        ("2026-01-09T03:42:38.1234567890Z", "a fraction has one to nine digits"),
        ("2026-01-09T03:42:38 Z", "\"Z\" or an offset such as +01:00 ends it"),
        ("2026-01-09T03:42:38+24:00", "the offset's hours are 00 to 23"),
        ("2026-01-09T03:42:38+01", "the offset's minutes are 00 to 59"),
        ("2026-01-09T03:42:38Zjunk", "something follows the zone"),
        ("٢٠٢٦-01-09", "the year is 0001 to 9999"),
    ])
    func `what is no time is refused with the part that is wrong`(text: String, problem: String) {
        #expect(
            problemText { try Timestamp(parsing: text, zone: .gmt) }
                == "\"\(text)\" is not a time: \(problem); write it as in 2026-01-09T03:42:38Z"
        )
    }

    @Test func `every day of eight centuries is what Foundation's calendar says`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        // A step of 11 days and a bit meets every month, leap day and century rule within 800 years.
        let start: Int64 = -11_676_096_000
        for step in 0..<26_000 {
            let seconds = start + Int64(step) * 963_401
            let time = Timestamp(microseconds: seconds * 1_000_000 + Int64(step))
            let parts = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second],
                from: Date(timeIntervalSince1970: Double(seconds))
            )
            let text = time.rfc3339()
            let numbers = text.prefix(19).split { !$0.isNumber }.map { Int($0) }
            try #require(
                numbers == [parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second],
                "\(text)"
            )
            try #require(try Timestamp(parsing: text, zone: nil) == time)
        }
    }

    @Test func `a zone's offset is written, and reads back to the same instant`() throws {
        let time = try Timestamp(parsing: "2026-01-09T03:42:38.5Z", zone: nil)
        let zones = ["Europe/Amsterdam": "+01:00", "Asia/Tehran": "+03:30", "America/St_Johns": "-03:30"]
        for (name, suffix) in zones {
            let text = time.rfc3339(in: try #require(TimeZone(identifier: name)))
            #expect(text.hasSuffix(".500" + suffix))
            #expect(try Timestamp(parsing: text, zone: nil) == time)
        }
        #expect(time.rfc3339(in: .gmt) == "2026-01-09T03:42:38.500+00:00")
    }

    @Test func `seconds go both ways and refuse what is no time`() throws {
        let time = try #require(Timestamp(seconds: 1_767_930_158.872014))
        #expect(time.microseconds == 1_767_930_158_872_014)
        #expect(time.secondsSinceEpoch == 1_767_930_158.872014)
        for seconds in [Double.nan, .infinity, -.infinity, 1e18, -1e12] { #expect(Timestamp(seconds: seconds) == nil) }
    }

    @Test func `adding a span moves a time, and never past what fits`() {
        let time = Timestamp(microseconds: 1_000_000)
        #expect(time + .minutes(1) == Timestamp(microseconds: 61_000_000))
        #expect(time - .seconds(2) == Timestamp(microseconds: -1_000_000))
        #expect(time + .minutes(1) - time == .minutes(1))
        #expect(Timestamp(microseconds: .max) + .seconds(1) == Timestamp(microseconds: .max))
        #expect(Timestamp(microseconds: .min) - .seconds(1) == Timestamp(microseconds: .min))
        #expect(Timestamp(microseconds: .max) - Timestamp(microseconds: .min) == TimeSpan(microseconds: .max))
    }
}
