import Store
import TicketModel

extension Delivery {
    /// What became of an entry of the outbox so far; `waiting` says what it waits for, where that is known.
    init?(_ entry: EffectRecord, waiting: String? = nil) {
        guard let effect = entry.effect else { return nil }
        self.init(effect: effect, key: entry.key, outcome: Outcome(entry, waiting: waiting))
    }
}

extension Delivery.Outcome {
    fileprivate init(_ entry: EffectRecord, waiting: String?) {
        let why = entry.why ?? Reasons.notDueYet
        switch entry.state {
        case .delivered: self = .delivered(id: entry.providerID, warning: entry.warning)
        case .noChange: self = .noChange
        case .superseded: self = .superseded(because: why)
        case .refused: self = .refused(entry.failure ?? .ended(entry, because: why))
        case .expired: self = .refused(.ended(entry, because: why))
        case .unknown, .waitsForPerson: self = .unknown(.unknown(entry, entry.failure))
        case .held: self = .heldBack(because: why)
        case .recorded: self = .recorded
        case .pending, .sending: self = .waiting(entry: entry.id, because: waiting ?? why)
        }
    }
}

extension EffectRecord {
    /// The provider's failure that it ended with, where it kept one.
    var failure: TicketFailure? { error.flatMap(TicketFailure.init(json:)) }

    /// What did not happen beside it, though it landed.
    fileprivate var warning: String? { why == Reasons.foundByReading ? nil : why }
}
