/// Which effects of the outbox a relay is there for.
package enum DeliveryScope: Sendable, Equatable {
    case all
    /// What operators asked for on the command line.
    case operators
    /// What some runs asked for.
    case runs([Int64])

    /// The condition on a row of `effect`; its value, where it has one, is at a place.
    func condition(_ place: Int) -> SQL {
        switch self {
        case .all: "1 = 1"
        case .operators: "EXISTS (SELECT 1 FROM run WHERE run.id = effect.run AND run.cause = 'command')"
        case .runs: "effect.run IN {integers \(.place(place))}"
        }
    }

    var values: [SQLValue] {
        switch self {
        case .all, .operators: []
        case .runs(let ids): [.integers(ids)]
        }
    }
}
