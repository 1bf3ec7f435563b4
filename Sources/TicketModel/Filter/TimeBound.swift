/// A time in a filter: a fixed one, or one that moves with the clock.
package enum TimeBound: Sendable, Hashable {
    case at(Timestamp)
    /// So long before the moment the filter is evaluated.
    case ago(TimeSpan)

    /// The time it means at a moment.
    package func resolved(at now: Timestamp) -> Timestamp {
        switch self {
        case .at(let time): time
        case .ago(let span): now - span
        }
    }
}
