package import Store
package import TicketModel

/// How long what is kept, and how large the store may become.
///
/// Keys of effects, what was acted on once, and counters are kept for ever: they are what stops a second answer.
package struct RetentionLimits: Sendable, Equatable {
    /// `nil` for ever.
    package var ages: [StoreSize.Class: TimeSpan]
    /// Bytes; `nil` for no limit.
    package var size: Int64?

    /// What an operator may set an age for.
    package static let classes: [StoreSize.Class] = [.acted, .failed, .nothing, .changes, .messages]

    /// What holds where `usher.yaml` says nothing else.
    package static let standard = RetentionLimits(
        ages: [
            .acted: .days(365), .failed: .days(90), .nothing: .days(7), .changes: .days(365), .messages: .days(365),
        ]
    )

    package init(ages: [StoreSize.Class: TimeSpan] = [:], size: Int64? = nil) {
        self.ages = ages
        self.size = size
    }

    /// How long a class is kept; `nil` for ever.
    package func age(of name: StoreSize.Class) -> TimeSpan? { ages[name] }
}
