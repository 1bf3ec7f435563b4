/// A length of time in whole microseconds.
package struct TimeSpan: Sendable, Hashable {
    /// The length; below zero where an earlier time less a later one was asked for.
    package var microseconds: Int64

    /// A span of so many microseconds.
    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// A span of so many seconds, cut to microseconds; `nil` where it is not finite or does not fit.
    package init?(seconds: Double) {
        guard let microseconds = Int64(exactly: (seconds * 1_000_000).rounded(.toNearestOrEven)) else { return nil }
        self.microseconds = microseconds
    }

    package static let zero = TimeSpan(microseconds: 0)
    package static func milliseconds(_ count: Int64) -> TimeSpan { TimeSpan(microseconds: count * 1000) }
    package static func seconds(_ count: Int64) -> TimeSpan { TimeSpan(microseconds: count * 1_000_000) }
    package static func minutes(_ count: Int64) -> TimeSpan { .seconds(count * 60) }
    package static func hours(_ count: Int64) -> TimeSpan { .minutes(count * 60) }
    package static func days(_ count: Int64) -> TimeSpan { .hours(count * 24) }

    /// The length in seconds.
    package var seconds: Double { Double(microseconds) / 1_000_000 }

    /// The length as the standard library has it.
    package var duration: Duration { .microseconds(microseconds) }

    /// The length in seconds, whole where it can be.
    package var json: JSONValue {
        microseconds % 1_000_000 == 0 ? .integer(microseconds / 1_000_000) : .number(seconds)
    }
}

extension TimeSpan: Comparable {
    package static func < (one: TimeSpan, other: TimeSpan) -> Bool { one.microseconds < other.microseconds }
}

extension TimeSpan: CustomStringConvertible {
    private static let units: [(word: String, microseconds: Int64)] = [
        ("w", 604_800_000_000), ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000),
        ("ms", 1000),
    ]

    /// Reads `500ms`, `30s`, `10m`, `4h`, `2d`, `1w` or several units from large to small, as in `1h30m`.
    /// - Throws: `ValueError` for anything else, a number without a unit among it.
    package init(parsing text: String) throws(ValueError) {
        var rest = Substring(text)
        var units = Self.units[...]
        var total: Int64 = 0
        repeat {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest.removeFirst(digits.count)
            let word = rest.prefix { $0.isASCII && $0.isLetter }
            rest.removeFirst(word.count)
            guard !digits.isEmpty, let unit = units.firstIndex(where: { $0.word == word }) else {
                throw .duration(text)
            }
            let (part, overflows) = (Int64(digits) ?? .max).multipliedReportingOverflow(by: units[unit].microseconds)
            let (sum, sumOverflows) = total.addingReportingOverflow(part)
            guard !overflows, !sumOverflows else { throw .outOfRange("\"\(text)\"", what: "duration") }
            total = sum
            units = units[(unit + 1)...]
        } while !rest.isEmpty
        self.init(microseconds: total)
    }

    /// The shortest text that reads back, as in `1h30m`; what is under a millisecond is not shown.
    ///
    /// Weeks are used for whole weeks only: thirty days are `30d`.
    package var description: String {
        var rest = microseconds.magnitude
        let week = UInt64(Self.units[0].microseconds)
        var text = ""
        for unit in rest % week == 0 ? Self.units[...] : Self.units.dropFirst() {
            let (count, remainder) = rest.quotientAndRemainder(dividingBy: UInt64(unit.microseconds))
            if count > 0 { text += "\(count)\(unit.word)" }
            rest = remainder
        }
        guard !text.isEmpty else { return "0s" }
        return microseconds < 0 ? "-\(text)" : text
    }
}
