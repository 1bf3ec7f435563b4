/// What one answer tells about the server's own counting.
struct RateSignal: Sendable, Hashable {
    var limit: Int?
    var remaining: Int?
    var resetsIn: Duration?
    /// How long the whole connection has to be still.
    var pause: Duration?

    init(limit: Int? = nil, remaining: Int? = nil, resetsIn: Duration? = nil, pause: Duration? = nil) {
        self.limit = limit
        self.remaining = remaining
        self.resetsIn = resetsIn
        self.pause = pause
    }

    /// Reads an answer's headers; `now` is seconds since 1970.
    init(status: Int, headers: HeaderList, family: RateDeclaration.HeaderFamily?, now: Double) {
        if status == 429 || status == 503 {
            pause = RetryAfter.delay(in: headers, now: now)
        }
        switch family {
        case .xRateLimit:
            read(headers, prefix: "X-RateLimit-", now: now)
            if self == RateSignal(pause: pause) {
                read(headers, prefix: "X-Rate-Limit-", now: now)
            }
        case .rateLimit:
            read(headers, prefix: "RateLimit-", now: now)
            if let composite = headers.joined("RateLimit") {
                readComposite(composite, now: now)
            }
        case nil:
            break
        }
    }

    private mutating func read(_ headers: HeaderList, prefix: String, now: Double) {
        limit = headers.first(prefix + "Limit").flatMap(Self.leadingNumber).map { Int($0) }
        remaining = headers.first(prefix + "Remaining").flatMap(Self.leadingNumber).map { Int($0) }
        resetsIn = headers.first(prefix + "Reset").flatMap(Self.leadingNumber).map { Self.delta($0, now: now) }
    }

    /// `limit=100, remaining=50, reset=5`, or the later draft's `"default";r=50;t=5`.
    private mutating func readComposite(_ text: String, now: Double) {
        for part in text.split(whereSeparator: { ",; ".contains($0) }) {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, let number = Self.leadingNumber(String(pair[1])) else { continue }
            switch pair[0].lowercased() {
            case "limit": limit = Int(number)
            case "remaining", "r": remaining = Int(number)
            case "reset", "t": resetsIn = Self.delta(number, now: now)
            default: break
            }
        }
    }

    /// Told apart by magnitude: nobody's window is thirty years long, and milliseconds begin where seconds reach the year 5138.
    private static func delta(_ number: Double, now: Double) -> Duration {
        let seconds =
            switch number {
            case 100_000_000_000...: number / 1000 - now
            case 1_000_000_000...: number - now
            default: number
            }
        return .seconds(max(0, seconds))
    }

    /// The number that the text begins with: `100, 100;w=60` is 100.
    private static func leadingNumber(_ text: String) -> Double? {
        let digits = text.trimmingSpaces().prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        return Double(digits).flatMap { $0 < 1e15 ? $0 : nil }
    }
}
