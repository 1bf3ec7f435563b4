/// A point in time: whole microseconds since 1970-01-01 UTC.
package struct Timestamp: Sendable, Hashable {
    /// Microseconds since 1970-01-01 UTC, without leap seconds.
    package var microseconds: Int64

    /// The time so many microseconds after 1970-01-01 UTC.
    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The time so many seconds after 1970-01-01 UTC; `nil` outside of the years 1 to 9999.
    package init?(seconds: Double) {
        guard let microseconds = Int64(exactly: (seconds * 1_000_000).rounded(.toNearestOrEven)),
            (-62_135_596_800_000_000..<253_402_300_800_000_000).contains(microseconds)
        else { return nil }
        self.microseconds = microseconds
    }

    /// Seconds since 1970-01-01 UTC, with fractions.
    package var secondsSinceEpoch: Double { Double(microseconds) / 1_000_000 }

    /// RFC 3339 text in UTC.
    package var json: JSONValue { .string(rfc3339()) }
}

extension Timestamp: Comparable {
    package static func < (one: Timestamp, other: Timestamp) -> Bool { one.microseconds < other.microseconds }

    /// The time a span later; at the end of what 64 bits hold it stops.
    package static func + (time: Timestamp, span: TimeSpan) -> Timestamp {
        let (sum, overflows) = time.microseconds.addingReportingOverflow(span.microseconds)
        return Timestamp(microseconds: overflows ? (span.microseconds > 0 ? .max : .min) : sum)
    }

    /// The time a span earlier; at the end of what 64 bits hold it stops.
    package static func - (time: Timestamp, span: TimeSpan) -> Timestamp {
        let (difference, overflows) = time.microseconds.subtractingReportingOverflow(span.microseconds)
        return Timestamp(microseconds: overflows ? (span.microseconds > 0 ? .min : .max) : difference)
    }

    /// How much later this time is than another.
    package static func - (later: Timestamp, earlier: Timestamp) -> TimeSpan {
        let (difference, overflows) = later.microseconds.subtractingReportingOverflow(earlier.microseconds)
        return TimeSpan(microseconds: overflows ? (later > earlier ? .max : .min) : difference)
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 text in UTC.
    package var description: String { rfc3339() }
}
