import Foundation
import Simulator
import Synchronization

extension SimulatorOptions {
    /// Options under which the present never moves: 2026-09-21 14:13:20 UTC.
    static func fixed(ticketCount: Int? = nil, _ change: (inout SimulatorOptions) -> Void = { _ in }) -> Self {
        var options = SimulatorOptions(ticketCount: ticketCount) { Date(timeIntervalSince1970: 1_790_000_000) }
        change(&options)
        return options
    }
}

/// A clock that a test moves by hand.
final class HandMovedClock: Sendable {
    private let seconds = Mutex(1_790_000_000.0)

    var now: Date { Date(timeIntervalSince1970: seconds.withLock { $0 }) }

    func advance(by interval: TimeInterval) { seconds.withLock { $0 += interval } }
}

extension JSON {
    /// The ids of rows.
    var ids: [String] {
        elements.compactMap { row in row["id"]?.text ?? row["id"]?.integerValue.map(String.init) }
    }
}

extension SimulatedProvider {
    /// The path of the list below the base URL.
    var listPath: String {
        switch self {
        case .mijnklantportaal: "/tickets"
        case .klinkcx: "/api/v1/tickets"
        case .usercom: "/tickets/"
        case .ippanel: "/api/ticket"
        }
    }

    /// Where the rows of a list stand in its answer.
    var rowsKey: String { self == .usercom ? "results" : "data" }
}
