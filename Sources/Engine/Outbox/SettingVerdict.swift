import TicketModel

/// What is to be done with an effect that sets a value, given the value that stands there now.
enum SettingVerdict: Sendable, Equatable {
    /// Send what is left of it.
    case send(Effect)
    /// The ticket is so already.
    case noChange
    /// Somebody else changed the value since the handler saw it.
    case superseded(because: String)

    /// Compares an effect with the ticket as it is now.
    ///
    /// `ours`: values that effects of our own have put there since the handler saw the ticket; a reply that reopens
    /// counts with the status it leads to. What the provider does not tell, or did not tell then, is not held against it.
    init(_ effect: Effect, on current: Ticket, seen: SeenTicket, ours: Set<String>) {
        guard let remaining = effect.remaining(on: current) else {
            self = .noChange
            return
        }
        guard let now = effect.value(on: current), let before = seen.value, now != before, !ours.contains(now) else {
            self = .send(remaining)
            return
        }
        self = .superseded(because: Reasons.changedMeanwhile(effect.kind, from: before, to: now))
    }
}
