package import TicketModel

/// What became of one effect.
package struct Delivery: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        /// It landed; with the provider's id of what was made, where told, and what did not happen beside it.
        case delivered(id: String?, warning: String? = nil)
        /// The ticket was so already; nothing was sent.
        case noChange
        /// It did not land, and why.
        case refused(TicketFailure)
        /// Nobody knows whether it landed; it is not sent again.
        case unknown(TicketFailure)
        /// It was not sent, because of an effect before it.
        case heldBack(because: String)
        /// It was not sent, because somebody changed or answered the ticket meanwhile.
        case superseded(because: String)
        /// It is still in the outbox; `entry` is its number there.
        case waiting(entry: Int64, because: String)
        /// The handler that it names is due later.
        case scheduled
        /// It was only written down: the run was in shadow.
        case recorded
    }

    package var effect: Effect
    /// The idempotency key.
    package var key: String
    package var outcome: Outcome

    package init(effect: Effect, key: String, outcome: Outcome) {
        self.effect = effect
        self.key = key
        self.outcome = outcome
    }

    /// The failure that it ended with, where it did.
    package var failure: TicketFailure? {
        switch outcome {
        case .refused(let failure), .unknown(let failure): failure
        case .superseded(let reason): .superseded(effect, because: reason)
        case .waiting(let entry, let reason): .waiting(effect, entry: entry, because: reason)
        case .delivered, .noChange, .heldBack, .recorded, .scheduled: nil
        }
    }
}

extension Delivery.Outcome {
    /// One word for it.
    package var word: String {
        switch self {
        case .delivered: "delivered"
        case .noChange: "no_change"
        case .refused: "refused"
        case .unknown: "unknown"
        case .heldBack: "held_back"
        case .superseded: "superseded"
        case .waiting: "waiting"
        case .scheduled: "scheduled"
        case .recorded: "recorded"
        }
    }
}

extension Delivery {
    /// The delivery as the command line prints it.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "effect": effect.json, "key": .string(key), "outcome": .string(outcome.word),
        ]
        switch outcome {
        case .delivered(let id, let warning):
            members["id"] = id.map(JSONValue.string)
            members["warning"] = warning.map(JSONValue.string)
        case .refused(let failure), .unknown(let failure): members["error"] = failure.json
        case .heldBack(let reason), .superseded(let reason): members["because"] = .string(reason)
        case .waiting(let entry, let reason):
            members["entry"] = .integer(entry)
            members["because"] = .string(reason)
        case .noChange, .recorded, .scheduled: break
        }
        return .object(members)
    }
}
