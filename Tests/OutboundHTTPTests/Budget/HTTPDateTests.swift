import Testing

@testable import OutboundHTTP

struct HTTPDateTests {
    @Test(
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
            ("Sun Nov  6 08:49:37 1994", 784_111_777),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Thu, 29 Feb 2024 23:59:60 GMT", 1_709_251_200),
            ("Sunday, 06-Nov-30 08:49:37 GMT", 1_920_185_377),
            ("Sun, 06 Foo 1994 08:49:37 GMT", nil),
            ("Sun, 06 Nov 1994 25:49:37 GMT", nil),
            ("Sun, 06 Nov 1994 08:49:37 CET", nil),
            ("soon", nil), ("", nil),
        ] as [(String, Int64?)]
    )
    func `the three forms of RFC 9110 are read`(text: String, seconds: Int64?) {
        #expect(HTTPDate.parse(text, now: 1_760_000_000) == seconds)
    }

    @Test(
        arguments: [
            ("120", 120), (" 0 ", 0), ("-5", 0), ("1.5", 1.5), ("99999999999", 31_622_400),
            ("Sun, 06 Nov 1994 08:49:40 GMT", 3), ("Sun, 06 Nov 1994 08:49:30 GMT", 0), ("later", nil), ("nan", nil),
        ] as [(String, Double?)]
    )
    func `Retry-After is seconds or a date, never negative, at most a year`(text: String, seconds: Double?) {
        let delay = RetryAfter.delay(in: ["retry-after": text], now: 784_111_777)
        #expect(delay == seconds.map { .seconds($0) })
    }
}
