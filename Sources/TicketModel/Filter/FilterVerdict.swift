/// Whether a filter lets something through, and why not.
package enum FilterVerdict: Sendable, Equatable {
    case matches
    /// The first condition that does not hold, by its key, with a short clause such as `status is closed, not open`.
    case fails(_ key: String, because: String)

    /// Whether it lets through.
    package var isMatch: Bool { self == .matches }
}
