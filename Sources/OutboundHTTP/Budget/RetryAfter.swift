/// Reads `Retry-After`: seconds or an HTTP date.
package enum RetryAfter {
    private static let longest: Int64 = 366 * 86_400

    /// How long the server asks us to wait; zero where the moment is past, nil where it does not say or not readably.
    package static func delay(in headers: HeaderList, now: Double) -> Duration? {
        guard let text = headers.first("Retry-After")?.trimmingSpaces() else { return nil }
        if let seconds = Double(text), seconds.isFinite {
            return .seconds(min(max(seconds, 0), Double(longest)))
        }
        guard let moment = HTTPDate.parse(text, now: now) else { return nil }
        return .seconds(min(max(Double(moment) - now, 0), Double(longest)))
    }
}

extension StringProtocol {
    func trimmingSpaces() -> String {
        let start = drop { $0 == " " || $0 == "\t" }
        return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
