/// Which effects of the outbox a relay is there for.
package enum DeliveryScope: Sendable, Equatable {
    case all
    /// What one automation asked for; `cli` stands for operators' commands.
    case automation(String)
    /// What some runs asked for.
    case runs([Int64])

    /// The condition on a row of `effect`; its value, where it has one, is at a place.
    func condition(_ place: Int) -> SQL {
        switch self {
        case .all: "1 = 1"
        case .automation: "effect.automation = \(.place(place))"
        case .runs: "effect.run IN {integers \(.place(place))}"
        }
    }

    var values: [SQLValue] {
        switch self {
        case .all: []
        case .automation(let name): [.text(name)]
        case .runs(let ids): [.integers(ids)]
        }
    }
}
