import Testing
import TicketModel

struct TimeSpanTests {
    @Test(arguments: [
        ("500ms", TimeSpan.milliseconds(500), "500ms"),
        ("30s", .seconds(30), "30s"),
        ("10m", .minutes(10), "10m"),
        ("4h", .hours(4), "4h"),
        ("2d", .days(2), "2d"),
        ("1w", .days(7), "1w"),
        ("30d", .days(30), "30d"),
        ("1h30m", .minutes(90), "1h30m"),
        ("90m", .minutes(90), "1h30m"),
        ("1w2d3h4m5s6ms", .milliseconds(788_645_006), "9d3h4m5s6ms"),
        ("0s", .zero, "0s"),
        ("007m", .minutes(7), "7m"),
    ])
    func `durations are read and written`(text: String, span: TimeSpan, written: String) throws {
        #expect(try TimeSpan(parsing: text) == span)
        #expect(span.description == written)
        #expect(try TimeSpan(parsing: written) == span)
    }

    @Test(arguments: ["", "5", "h", "1.5h", "-1h", "1h 30m", "30m1h", "1h1h", "5 m", "1H", "1y", "10min", "٣m", "1h30"])
    func `anything else is refused`(text: String) {
        #expect(
            problemText { try TimeSpan(parsing: text) }
                == "\"\(text)\" is not a duration; write numbers with the units w, d, h, m, s and ms, as in 1h30m"
        )
    }

    @Test(arguments: ["99999999999999999999s", "9223372036854775807h", "15250284w9223372036854775s"])
    func `durations that do not fit are refused`(text: String) {
        #expect(problemText { try TimeSpan(parsing: text) } == "\"\(text)\" is too large for a duration")
    }

    @Test func `seconds go both ways`() {
        #expect(TimeSpan(seconds: 1.5) == .milliseconds(1500))
        #expect(TimeSpan(seconds: .nan) == nil)
        #expect(TimeSpan(seconds: 1e20) == nil)
        #expect(TimeSpan.milliseconds(1500).json == 1.5)
        #expect(TimeSpan.hours(1).json == 3600)
        #expect(TimeSpan(microseconds: -5_400_000_000).description == "-1h30m")
    }
}
