import Testing

@testable import OutboundHTTP

struct RateSignalTests {
    private static let now = 1_760_000_000.0

    static let cases: [(RateDeclaration.HeaderFamily?, Int, HeaderList, RateSignal)] = [
        (
            .xRateLimit, 200,
            ["X-RateLimit-Limit": "60", "x-ratelimit-remaining": "59", "X-RateLimit-Reset": "1760000030"],
            RateSignal(limit: 60, remaining: 59, resetsIn: .seconds(30))
        ),
        (
            .xRateLimit, 200, ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "30"],
            RateSignal(remaining: 0, resetsIn: .seconds(30))
        ),
        (
            .xRateLimit, 200,
            ["X-Rate-Limit-Limit": "10", "X-Rate-Limit-Remaining": "9", "X-Rate-Limit-Reset": "1760000001500"],
            RateSignal(limit: 10, remaining: 9, resetsIn: .seconds(1.5))
        ),
        (
            .xRateLimit, 200, ["X-RateLimit-Reset": "1759999999", "X-RateLimit-Remaining": "soon"],
            RateSignal(resetsIn: .zero)
        ),
        (
            .rateLimit, 200,
            ["RateLimit-Limit": "100, 100;w=60", "RateLimit-Remaining": "7", "RateLimit-Reset": "5"],
            RateSignal(limit: 100, remaining: 7, resetsIn: .seconds(5))
        ),
        (
            .rateLimit, 200, ["RateLimit": "limit=100, remaining=50, reset=5"],
            RateSignal(limit: 100, remaining: 50, resetsIn: .seconds(5))
        ),
        (.rateLimit, 200, ["RateLimit": "\"default\";r=50;t=30"], RateSignal(remaining: 50, resetsIn: .seconds(30))),
        (.rateLimit, 200, ["X-RateLimit-Limit": "60"], RateSignal()),
        (nil, 200, ["X-RateLimit-Limit": "60", "Retry-After": "9"], RateSignal()),
        (nil, 429, ["Retry-After": "9"], RateSignal(pause: .seconds(9))),
        (nil, 503, ["Retry-After": "9"], RateSignal(pause: .seconds(9))),
    ]

    @Test(arguments: cases)
    func `a server's numbers are read from its family of headers`(
        family: RateDeclaration.HeaderFamily?,
        status: Int,
        headers: HeaderList,
        signal: RateSignal
    ) {
        #expect(RateSignal(status: status, headers: headers, family: family, now: Self.now) == signal)
    }
}
